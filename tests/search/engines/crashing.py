"""What keeps an index from being written: a process is killed in the middle of it, or the disk is full."""

import multiprocessing
import resource
import time
from contextlib import contextmanager

from search.engines import connect

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__, "search.engines.whoosh"])


def killed(url: str, call: str, *args, after: float, **kwargs) -> None:
    """Call a method of the engine at an address, in a process that gets SIGKILL `after` so many seconds."""
    ours, theirs = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_write, args=(theirs, url, call, args, kwargs), daemon=True)
    process.start()
    theirs.close()
    with ours:
        ours.recv()
    time.sleep(after)
    process.kill()
    process.join()
    process.close()


def _write(ready, url, call, args, kwargs) -> None:
    """Tell that it begins, and begin; a killed parent leaves nobody to tell."""
    engine = connect(url)
    engine.state()
    ready.send(True)
    getattr(engine, call)(*args, **kwargs)


@contextmanager
def files_at_most(size: int):
    """Let no file grow beyond a size: writing then fails as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
