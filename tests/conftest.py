"""What all tests share."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material beside the project; absent on a reader's own machine."""
    if not SHARED.is_dir():
        pytest.skip("../shared with its real corpora is not beside this checkout")
    return SHARED
