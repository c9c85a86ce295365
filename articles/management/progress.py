"""Shows how far a long piece of work is: a bar on a terminal, a plain line now and then elsewhere."""

from collections.abc import Callable, Iterable

LINE_EVERY = 1_000


def watched(items: Iterable, *, total: int, what: str, out) -> Iterable:
    """Yield the items, telling `out`, a stream, how many of `total` there have been."""
    if getattr(out, "isatty", bool)():
        from rich.console import Console
        from rich.progress import track

        yield from track(items, total=total, description=what, console=Console(file=out))
        return
    for count, item in enumerate(items, start=1):
        yield item
        if count % LINE_EVERY == 0:
            out.write(f"{what}: {count:,} of {total:,}\n")


def watcher(out, what: str, total: Callable[[], int]):
    """Return a function that wraps a stream in `watched`."""
    return lambda items: watched(items, total=total(), what=what, out=out)
