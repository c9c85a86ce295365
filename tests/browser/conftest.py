"""What the tests in a browser share: Chromium, an archive that runs, and people in front of it."""

import pytest

from tests.browser import running


def pytest_collection_modifyitems(items):
    """Keep these tests on one worker, which starts one archive and one Chromium; skip them where that is absent."""
    absent = pytest.mark.skip(reason=f"No Chromium is installed, under none of these names: {', '.join(running.NAMES)}")
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if running.chromium() is None:
                item.add_marker(absent)


@pytest.fixture(scope="package")
def chromium():
    """The browser. While it runs an event loop does, too, and Django must not take that for its own."""
    with pytest.MonkeyPatch.context() as patch, running.browser() as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield browser


@pytest.fixture(scope="package")
def archive(tmp_path_factory):
    """The archive that these tests share, with the sample: each test takes in what it changes."""
    running_archive = running.Archive(tmp_path_factory.mktemp("browser"), ARCHIVE_SAMPLE="1")
    yield running_archive
    running_archive.end()


@pytest.fixture(scope="package")
def session(chromium, archive):
    """What a browser keeps of somebody who is signed in, so that each test need not do it anew."""
    ada = running.Visitor(chromium, archive).sign_in()
    ada.page.wait_for_url("**/admin/")
    state = ada.context.storage_state()
    ada.leave()
    return state


@pytest.fixture
def visitor(chromium, archive):
    """Return a function that opens another browser; when the test ends, no console may have complained."""
    visitors = []

    def visit(**options):
        visitors.append(running.Visitor(chromium, archive, **options))
        return visitors[-1]

    yield visit
    faults = [fault for one in visitors for fault in one.faults]
    for one in visitors:
        one.leave()
    assert faults == []


@pytest.fixture
def curator(visitor, session):
    """A browser in which ada is signed in, who may do everything."""
    return visitor(storage_state=session)


@pytest.fixture
def page(curator):
    """Her page."""
    return curator.page
