"""Tables in Markdown and a plot of the figures, for the README and `docs/growth.md`."""

import statistics
from itertools import groupby
from pathlib import Path

from growth.measuring import quantile

ROOT = Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- growth: made by benchmarks/growth -->\n", "<!-- growth: end -->\n"

FAR = 0.03
"""Share of the hits by which a contender may be off before it is named."""


def summary(figures: list[dict]) -> str:
    """Return the table for the README: a line for each contender at each size."""
    lines = [
        "| articles | engine | documents/s | disk MiB | memory MiB | mapped MiB | p50 ms | p99 ms |",
        "| --: | --- | --: | --: | --: | --: | --: | --: |",
    ]
    for one in figures:
        took = [each for some in one["took"].values() for each in some]
        lines.append(
            f"| {one['documents']:,} | {one['name']} | {one['per_second']:,.0f} | {one['disk']:,.0f} "
            f"| {one['memory']:,.0f} | {mapped(one)} | {quantile(took, 0.5):.1f} | {quantile(took, 0.99):.1f} |"
        )
    return "\n".join(lines) + "\n"


def mapped(one) -> str:
    """Return the cell of mapped files: empty where a server does not tell."""
    return "–" if one["mapped"] is None else f"{one['mapped']:,.0f}"


def agreement(figures: list[dict]) -> str:
    """Return a line for each size: how many hits all questions found, and who is far from the median.

    Contenders split and stem words in their own ways, so that they cannot agree wholly.
    """
    lines = []
    for size, some in groupby(figures, key=lambda one: one["documents"]):
        some = list(some)
        middle = statistics.median(one["found"] for one in some)
        off = {one["name"]: (one["found"] - middle) / (middle or 1) for one in some}
        cells = [f"{one['name']} {one['found']:,} ({off[one['name']]:+.1%})" for one in some]
        far = [name for name, share in off.items() if abs(share) > FAR]
        told = f"off by more than {FAR:.0%}: {', '.join(far)}" if far else f"none is off by more than {FAR:.0%}"
        lines.append(f"Hits found at {size:,} articles, against the median: {'; '.join(cells)}; {told}.\n")
    return "\n".join(lines)


def by_class(figures: list[dict]) -> str:
    """Return a table for each size: p50 and p99 of each class of query."""
    parts = []
    for size, some in groupby(figures, key=lambda one: one["documents"]):
        some = list(some)
        kinds = list(some[0]["took"])
        parts.append(f"\n## {size:,} articles, milliseconds: p50 / p99\n")
        parts.append(f"| | {' | '.join(one['name'] for one in some)} |")
        parts.append(f"| --- |{' --: |' * len(some)}")
        for kind in kinds:
            cells = [
                f"{quantile(one['took'][kind], 0.5):.1f} / {quantile(one['took'][kind], 0.99):.1f}" for one in some
            ]
            parts.append(f"| {kind} | {' | '.join(cells)} |")
    return "\n".join(parts) + "\n"


COLOURS = {
    "our Whoosh": "#1a7f37",
    "whoosh": "#8fd19e",
    "our Tantivy": "#b3261e",
    "tantivy-py": "#f2a29c",
    "our OpenSearch": "#1f4fa3",
    "opensearch-py": "#93b5ea",
    "SQLite FTS5": "#777777",
}
"""Ours are dark; the bare library beside each is the same colour, light."""


def draw(figures: list[dict], path: Path) -> None:
    """Write the plot: how the median time of a query grows with the number of articles."""
    import pygal

    names = list(dict.fromkeys(one["name"] for one in figures))
    colours = tuple(COLOURS[name] for name in names)
    chart = pygal.XY(
        title="A query with 20 hits, total, three facets and a histogram: median, in milliseconds",
        x_title="articles",
        logarithmic=True,
        xrange=(8_000, 1_300_000),
        js=[],
        disable_xml_declaration=True,
        width=900,
        height=520,
        legend_at_bottom=True,
        truncate_legend=-1,
        x_labels=[10_000, 100_000, 1_000_000],
        x_value_formatter=lambda value: f"{value:,.0f}",
        style=pygal.style.CleanStyle(font_family="sans-serif", colors=colours),
    )
    for name in names:
        points = [(one["documents"], median(one)) for one in figures if one["name"] == name]
        chart.add(name, points)
    path.write_text(chart.render(is_unicode=True), encoding="utf-8")


def median(one) -> float:
    return quantile([each for some in one["took"].values() for each in some], 0.5)


def insert(table: str, readme: Path) -> None:
    """Put the table between its marks."""
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}{table}{END}{after}", encoding="utf-8")
