"""What the pages of an import show of its records: counts, lists by group, and the text of one."""

import json
from urllib.parse import urlencode

from django.http import Http404

from articles.admin.captures import LONGEST
from articles.evidence import coloured, pieces, placed
from articles.importing.again import Gone, read_again
from articles.importing.arrivals import arrival
from articles.importing.decoding import NotText, decode
from articles.importing.draft import Draft
from articles.importing.ledger import ALL, GROUPS, Ledger
from articles.importing.receiving import options_of

PAGE = 50
"""Records on one page."""

ALWAYS = ("new", "problems", "changed", "unchanged", "rejected")
"""Groups that are told also where nothing is in them."""

TOLD = ("new", "problems", "changed", "same", "unchanged", "left_alone", "rejected")
"""The order in which counts are told."""

READ_ONCE = 16
"""Digits of a number of a record that are read from an address."""


def summary_of(job, ledger: Ledger, *, busy: bool) -> dict:
    """Return the counts of an import, {name: number}, and what else its newest job reports."""
    report = job.report if job else {}
    counts = report.get("counts", {}) if busy else ledger.counts() if ledger.exists() else {}
    return {
        "counts": [(GROUPS[one], counts[one]) for one in TOLD if counts and (counts.get(one) or one in ALWAYS)],
        "reasons": report.get("reasons", []),
        "passed_over": report.get("passed_over", []),
        "passed_over_more": max(0, report.get("passed_over_in_all", 0) - len(report.get("passed_over", []))),
    }


def records_of(request, ledger: Ledger) -> dict:
    """Return the tabs of a list of records, and its page that the address names: `group`, `page` from 1."""
    counts = {ALL: ledger.count()} | ledger.counts()
    first = next((group for group in GROUPS if counts[group]), ALL)
    group = group_of(request, first)
    page = max(1, number(request.GET.get("page"), 1))
    last = max(1, -(-counts[group] // PAGE))
    start = (min(page, last) - 1) * PAGE
    lines = ledger.lines(group, start, PAGE)
    return {
        "tabs": [tab(name, count, group) for name, count in counts.items() if count],
        "group_name": "all" if group == ALL else GROUPS[group],
        "lines": [line | {"at": urlencode({"group": group, "at": start + n})} for n, line in enumerate(lines)],
        "pages": last,
        "page": min(page, last),
        "earlier": urlencode({"group": group, "page": page - 1}) if page > 1 else "",
        "later": urlencode({"group": group, "page": page + 1}) if page < last else "",
    }


def tab(group: str, count: int, chosen: str) -> dict:
    """Return a link to a group of records."""
    name = "all" if group == ALL else GROUPS[group]
    return {"name": name, "count": count, "query": urlencode({"group": group}), "chosen": group == chosen}


def group_of(request, default: str) -> str:
    """Return the group that an address names."""
    group = request.GET.get("group", default)
    return group if group in (ALL, *GROUPS) else default


def number(text: str | None, default: int) -> int:
    """Read a number from an address."""
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) < READ_ONCE else default


def shown_record(request, upload) -> dict:
    """Return what a page shows of the record that the address names: `group`, and its place in there, `at` from 0."""
    group, at = group_of(request, ALL), number(request.GET.get("at"), 0)
    ledger = Ledger(upload.path / "preview")
    found = ledger.lines(group, at, 1)
    if not found:
        raise Http404
    later = at + 1 < ledger.count(group)
    return read_as(upload, found[0]) | {
        "line": found[0],
        "group_name": "all" if group == ALL else GROUPS[group],
        "group_query": urlencode({"group": group, "page": at // PAGE + 1}),
        "earlier": urlencode({"group": group, "at": at - 1}) if at else "",
        "later": urlencode({"group": group, "at": at + 1}) if later else "",
    }


def read_as(upload, line) -> dict:
    """Return the text of a record in pieces, what was read from it, and what is wrong with it."""
    try:
        found = read_again(upload.path, line, options_of(upload.options))
    except Gone as error:
        return {"trouble": str(error), "pieces": [], "evidence": [], "cut": 0}
    text, trouble = text_of(found.record.data)
    evidence = coloured(placed(json.loads(arrival(found).evidence), text))
    shown = {"trouble": trouble, "pieces": pieces(text[:LONGEST], evidence), "evidence": evidence}
    draft = found if isinstance(found, Draft) else None
    return shown | {"cut": max(0, len(text) - LONGEST), "draft": draft}


def text_of(data: bytes) -> tuple[str, str]:
    """Return (bytes decoded as their reader does, so that spans fit; what is wrong with them)."""
    try:
        return decode(data).text, ""
    except NotText as error:
        return data.decode("utf-8", "replace"), str(error)
