"""When Python looks for garbage: seldom, where work makes very many objects that die together.

Python would look through them all, and through whatever was loaded, after every 700 new ones: up to a third of the time
of an import, a tenth of that of indexing, a twentieth of that of an answer.
"""

import gc
from contextlib import contextmanager

SELDOM = (50_000, 20, 20)
"""New objects until the youngest are looked through, and how often that happens before older ones are."""


def collect_seldom() -> None:
    """Look seldom from now on, and never at what is loaded already."""
    gc.freeze()
    gc.set_threshold(*SELDOM)


@contextmanager
def collecting_seldom():
    """Look seldom while this lasts; and after it, where that was so before."""
    before = gc.get_threshold()
    if before == SELDOM:
        yield
        return
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
