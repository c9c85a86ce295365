"""What a harvester is told: an answer for each verb, as the elements of the protocol."""

import datetime
import re
from collections.abc import Iterator
from heapq import merge
from itertools import islice, takewhile
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from articles.exporting.ndjson import lightest, records
from articles.exporting.oai import sets
from articles.exporting.oai.asking import Asked, Refused, checked, read
from articles.exporting.oai.elements import element, within
from articles.exporting.oai.formats import FORMATS, second
from articles.headers import Header, newest_at
from articles.pagination import LARGEST_ID, behind, microseconds, moment

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
PAGES = {"ListIdentifiers": 1_000, "ListRecords": 100, "ListSets": 500}
"""How much of a list is told at once."""

COUNTED = 10_000
"""How many are counted to say how long a list is; of a longer one nothing is said, as counting takes too long."""

LONGEST_COMMIT = datetime.timedelta(minutes=10)
"""No act takes longer from the moment that it bears to the one from which on readers see it."""


def answer(*query_strings: str) -> Element:
    """Return the answer to the arguments in these, of whatever kind it is."""
    asked, at = None, complete_until()
    try:
        asked = read(*query_strings)
        content = ANSWERS[asked.verb](checked(asked))
    except Refused as refused:
        content = [element("error", sentence, code=code) for code, sentence in refused.errors]
        if {code for code, _ in refused.errors} & {"badVerb", "badArgument"}:
            asked = None  # arguments are repeated only where they are in order
    return document(asked, content, at)


def document(asked: Asked | None, content: list[Element], at: datetime.datetime) -> Element:
    """Return an answer with this content to what was asked."""
    named = {"verb": asked.verb} | asked.arguments if asked else {}
    told = (element("responseDate", second(at)), element("request", base(), **named), *content)
    return within("OAI-PMH", NAMESPACE, f"{NAMESPACE}OAI-PMH.xsd", *told)


def complete_until() -> datetime.datetime:
    """Return the moment before which everything is told that will ever bear a date before it.

    It stands as the date of an answer. A harvester asks next from there, and would never hear of what bore an earlier
    date but was committed just after the answer. All acts to come bear a later date than the newest header. Where that
    is old, they are held to have begun `LONGEST_COMMIT` ago at the earliest. Read it before the answer is made.
    """
    now, newest = timezone.now(), newest_at()
    early = now - LONGEST_COMMIT
    return early if newest is None else min(now, max(newest, early))


def base() -> str:
    """Return the address that everything is asked at."""
    return settings.SITE_URL + reverse("oai")


# --- about the archive ----------------------------------------------------------------------------


def identify(asked):
    first = Header.objects.order_by("at", "id").values_list("at", flat=True).first()
    told = {
        "repositoryName": settings.ARCHIVE_NAME,
        "baseURL": base(),
        "protocolVersion": "2.0",
        "adminEmail": settings.ARCHIVE_EMAIL,
        "earliestDatestamp": second(first or timezone.now()),
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
    }
    described = [element("description", _identifiers())] if DOMAIN.fullmatch(host()) else []
    return [element("Identify", *(element(name, value) for name, value in told.items()), *described)]


DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+")
"""The name of a repository (oai-identifier.xsd); an address of four numbers is none."""


def _identifiers():
    """Say how identifiers are made (https://www.openarchives.org/OAI/2.0/guidelines-oai-identifier.htm)."""
    namespace = "http://www.openarchives.org/OAI/2.0/oai-identifier"
    told = {"scheme": "oai", "repositoryIdentifier": host(), "delimiter": ":", "sampleIdentifier": identifier(1)}
    made = (element(name, value) for name, value in told.items())
    return within("oai-identifier", namespace, f"{namespace}.xsd", *made)


def metadata_formats(asked):
    if (name := asked.arguments.get("identifier")) and not _named(name).public:
        raise Refused(("noMetadataFormats", f"{name} is deleted: there is nothing left of it to be given."))
    return [element("ListMetadataFormats", *(_format(*one) for one in FORMATS.items()))]


def _format(prefix, form):
    told = {"metadataPrefix": prefix, "schema": form.location, "metadataNamespace": form.namespace}
    return element("metadataFormat", *(element(name, value) for name, value in told.items()))


def list_sets(asked):
    name, kind, cursor = asked.place or (None, 0, 0)
    size = PAGES["ListSets"]
    found = sets.listed((kind, name) if asked.place else None, size + 1)
    if not found and asked.place:
        raise Refused(("badResumptionToken", "The sets behind this place are gone: begin again."))
    if not found:
        raise Refused(("noSetHierarchy", "No article here has a source or a section."))
    page, more = found[:size], len(found) > size
    told = [_set(*one) for one in page]
    if more or asked.place:
        kind, name, _ = page[-1]
        told.append(
            element("resumptionToken", asked.token(name, kind, cursor + size) if more else "", cursor=str(cursor))
        )
    return [element("ListSets", *told)]


def _set(kind, name, called):
    return element("set", element("setSpec", sets.spec_of(sets.KINDS[kind], name)), element("setName", called))


# --- records --------------------------------------------------------------------------------------


def host() -> str:
    """Return the name of the archive in its identifiers."""
    return urlsplit(settings.SITE_URL).hostname.replace(":", "-")


def identifier(article_id: int) -> str:
    """Return the name of an article for ever, as long as the archive keeps its own."""
    return f"oai:{host()}:{article_id}"


def _named(name) -> Header:
    """Return the header of this identifier; raises `Refused`. What was never public is not there."""
    found = re.fullmatch(rf"{re.escape(identifier(0)[:-1])}([1-9][0-9]{{0,18}})", name)
    number = int(found[1]) if found else 0
    header = Header.objects.filter(pk=number).first() if 0 < number <= LARGEST_ID else None
    if header is None:
        raise Refused(("idDoesNotExist", f"There is no {name} here: identifiers are like {identifier(1)}."))
    return header


def get_record(asked):
    return [element("GetRecord", *_records([_named(asked.arguments["identifier"])], asked))]


def list_identifiers(asked):
    return _list(asked, lambda headers: [_header(one, one.public) for one in headers])


def list_records(asked):
    return _list(asked, lambda headers: _records(headers, asked))


def _records(headers, asked) -> Iterator[Element]:
    """Yield records. One that was taken back this very moment has a header that says so, and comes again."""
    form = FORMATS[asked.selection["metadataPrefix"]]
    held = {one["id"]: one for one in records([one.pk for one in headers if one.public])}
    for one in headers:
        record = held.get(one.pk)
        written = [element("metadata", form.write(record, form))] if record else []
        yield element("record", _header(one, bool(record)), *written)


def _header(one, public):
    told = [element("identifier", identifier(one.pk)), element("datestamp", second(one.at))]
    told += [element("setSpec", spec) for spec in sets.specs(one) if public]
    return element("header", *told, **({} if public else {"status": "deleted"}))


def _list(asked, written):
    """Return one page of a list, and the token for the next."""
    at, article_id, cursor, length = asked.place or (None, None, 0, None)
    all_lanes = _lanes(asked)
    lanes = [lane.filter(behind("at", moment(at), article_id)) for lane in all_lanes] if asked.place else all_lanes
    size = PAGES[asked.verb]
    found = list(islice(merge(*(lane[: size + 1] for lane in lanes), key=_place), size + 1)) or _last(all_lanes)
    if not found:
        raise Refused(("noRecordsMatch", "Nothing has changed in that time, or there is nothing in that set."))
    page = found[:size] if asked.verb == "ListIdentifiers" else _light(found[:size])
    told, more = [*written(page)], len(found) > len(page)
    if more or asked.place:
        length = _length(lanes) if length is None else length
        place = (microseconds(page[-1].at), page[-1].pk, cursor + len(page), length)
        told.append(_resumption(asked.token(*place) if more else "", cursor, length))
    return [element(asked.verb, *told)]


def _light(headers):
    """Return the first of some headers: few where the texts of their articles are long."""
    public = [one.pk for one in headers if one.public]
    more = public[len(lightest(public)) :]
    return [*takewhile(lambda one: one.pk != more[0], headers)] if more else headers


def _place(header):
    return header.at, header.pk


def _last(lanes):
    """Return the last of some headers: what is told where all others have left the list since the page before.

    They changed, and came to lie behind its end, or in another set. A page without any would be no valid answer.
    """
    return sorted((one for lane in lanes for one in lane.reverse()[:1]), key=_place)[-1:]


def _lanes(asked):
    """Return the headers of a list, as one or more querysets in its order."""
    headers = Header.objects.order_by("at", "id")
    headers = headers.filter(at__gte=asked.first) if asked.first else headers
    headers = headers.filter(at__lt=asked.end) if asked.end else headers
    return sets.members(headers, asked.selection["set"]) if "set" in asked.selection else [headers]


def _length(lanes) -> int:
    """Return how many headers there are; -1 for more than are counted."""
    count = sum(lane[: COUNTED + 1].count() for lane in lanes)
    return count if count <= COUNTED else -1


def _resumption(token, cursor, length):
    size = {} if length < 0 else {"completeListSize": str(length)}
    return element("resumptionToken", token, **size, cursor=str(cursor))


ANSWERS = {
    "Identify": identify,
    "ListMetadataFormats": metadata_formats,
    "ListSets": list_sets,
    "ListIdentifiers": list_identifiers,
    "ListRecords": list_records,
    "GetRecord": get_record,
}
