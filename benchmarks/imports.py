"""How fast articles come in, and in how much memory: clippings and NDJSON into a fresh SQLite, as a user imports them.

    .venv/bin/python benchmarks/imports.py

Clippings are the sample, again and again under other headlines and addresses; lines of NDJSON are the Reuters
stories, where ../shared has them. Each is imported once, and four times as much; then the same again.

Seconds are those of the whole command with its start. On a machine that does other things as well, look at those
of the processors: both processes together, which two cores share between them.
"""

import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STORIES = ROOT.parent / "shared" / "corpora" / "reuters.jsonl.gz"
SAMPLE = ROOT / "fixtures" / "articles"
CLIPPINGS = 5000
MAP = "id=key,title=headline,text=body,date=published_at,author=byline,lang=language,source=source,tags=topics"


def main() -> None:
    print(f"{'':34} {'records':>9} {'seconds':>8} {'a second':>9} {'processors':>10} {'memory':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for times in (1, 4):
            source = write_clippings(Path(folder, f"clippings-{times}"), CLIPPINGS * times)
            measure(f"clippings, {times}×", folder, source)
        if not STORIES.exists():
            print(f"NDJSON was not measured: {STORIES} is not there.")
            return
        for times in (1, 4):
            source = write_stories(Path(folder, f"stories-{times}.jsonl.gz"), times)
            measure(f"NDJSON, {times}×", folder, source, "--map", MAP)


def write_clippings(folder, number):
    """Write so many clippings; every one has a headline and an address of its own."""
    folder.mkdir()
    texts = [path.read_text("utf-8") for path in sorted(SAMPLE.glob("*.md"))]
    for count, text in enumerate(islice(cycle(texts), number)):
        text = re.sub(r"(Original url:\s+<?https?://[^/]+/)", rf"\g<1>{count}/", text)
        text = re.sub(r"^# (.*)$", rf"# \1, No. {count}", text, count=1, flags=re.MULTILINE)
        text = text if text.lstrip().startswith("# ") else f"No. {count}.\n\n{text}"
        (folder / f"{count:06}.md").write_text(text, "utf-8")
    return folder


def write_stories(path, times):
    """Write the stories so many times; every one has an identifier of its own."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as out:
        for round_ in range(times):
            with gzip.open(STORIES, "rt", encoding="utf-8") as lines:
                for line in lines:
                    story = json.loads(line)
                    out.write(json.dumps(story | {"id": f"{story['id']}-{round_}"}) + "\n")
    return path


def measure(what, folder, source, *options):
    """Import into a fresh archive, then the same again. It is removed with the folder: that may slow the next down."""
    data = tempfile.mkdtemp(dir=folder)
    run(data, "migrate", "-v0")
    show(what, *run(data, "import_articles", source, *options))
    show(f"{what}, the same again", *run(data, "import_articles", source, *options))


def run(data, *arguments):
    """Run a command, compiled as it is from the second time on; returns (its output, seconds, what it used)."""
    environment = os.environ | {"ARCHIVE_DATA": data, "PYTHONPYCACHEPREFIX": str(Path(data).parent / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.monotonic()
    command = [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL
    ) as one:
        said = one.stdout.read()
        _, status, used = os.wait4(one.pid, 0)
        one.returncode = os.waitstatus_to_exitcode(status)
    return said, time.monotonic() - started, used


def show(what, said, seconds, used):
    """Print one row."""
    records = int(re.search(r"^([\d,]+) records? read", said, re.MULTILINE)[1].replace(",", ""))
    figures = f"{records:9,} {seconds:8.1f} {records / seconds:9,.0f} {used.ru_utime + used.ru_stime:10.1f}"
    print(f"{what:34} {figures} {used.ru_maxrss / 1024:5.0f} MB", flush=True)


if __name__ == "__main__":
    main()
