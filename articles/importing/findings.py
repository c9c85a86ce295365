"""What a reader collects from one record, and what every format does with it at the end."""

import re
from dataclasses import dataclass, field

from articles import addresses, markdown
from articles.importing import bylines
from articles.importing.dates import read_date
from articles.importing.decoding import clean, is_clean
from articles.importing.draft import Draft, Evidence, Record, Rejected
from articles.importing.languages import language_of, language_of_date, language_tag
from articles.importing.options import Options
from articles.importing.sources import known_source, spells
from articles.problems import LACKING, LONG_HEADLINE, NO_DATE, NO_LANGUAGE

LONGEST_NAME = 255
"""Characters that the name of a source, section, topic or author may have in the database."""

LONGEST_HEADLINE = 1_000
"""Characters; with all its decks that of a newspaper of 1900 has some hundreds."""

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""What PostgreSQL takes neither as text nor as JSON."""

CONTROLS = "control characters were replaced by spaces"


@dataclass(kw_only=True, slots=True)
class Findings:
    """The values of one record as far as they are read, each with its evidence, and what is wrong."""

    record: Record
    importer: str
    options: Options
    values: dict = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    doubted: set[str] = field(default_factory=set)

    def doubt(self, name, problem):
        """Name what is wrong with a value; `--set` gives none in its place."""
        self.doubted.add(name)
        self.problems.append(problem)

    def note(self, name, rule, raw, value, **more):
        """Add the evidence of one value."""
        repairs = tuple(filter(None, more.pop("repairs", ())))
        if not is_clean(raw):
            raw = _UNSTORABLE.sub("\ufffd", raw)
        self.evidence.append(Evidence(field=name, rule=rule, raw=raw, value=str(value), repairs=repairs, **more))

    def text(self, name, rule, raw, value=None, *, repairs=(), **more):
        """Take a value of text, without control characters; nothing is taken from a blank one."""
        value = raw if value is None else value
        if not is_clean(value):
            value, repairs = clean(value), (*repairs, CONTROLS)
        if value := value.strip():
            self.values[name] = value
            self.note(name, rule, raw, "" if name == "body" else value, repairs=repairs, **more)

    def name(self, name, rule, raw, value=None, **more):
        """Take a name of one line, cut to what the database holds."""
        value = " ".join(clean(raw if value is None else value).split())
        repairs = (f"cut to {LONGEST_NAME} characters",) if len(value) > LONGEST_NAME else ()
        self.text(name, rule, raw, value[:LONGEST_NAME], repairs=repairs, **more)

    def byline(self, rule, raw, read=None, **more):
        """Take a byline, with the authors that it names."""
        read = read or bylines.read_byline(clean(raw))
        self.text("byline", rule, raw, read.text, repairs=read.repairs, **more)
        if read.authors:
            self.values.setdefault("authors", read.authors)
            names = ", ".join(f"{one.name} ({one.kind})" for one in self.values["authors"])
            self.note("authors", "names in the byline", raw, names, **more)

    def date(self, rule, raw, dated=None, **more):
        """Take a date and its precision, or the problem that it is."""
        dated = dated or read_date(raw, order=self.options.dates, now=self.options.now)
        if dated is None:
            self.doubt("published_at", NO_DATE.format(" ".join(raw.split())[:80]))
            return
        if dated.problem:
            self.doubt("published_at", dated.problem)
        if dated.at is not None:
            self.values |= {"published_at": dated.at, "date_precision": dated.precision}
        value = f"{dated.at.isoformat()}, precision {dated.precision}" if dated.at else ""
        self.note("published_at", f"{rule}: {dated.rule}", raw, value, repairs=dated.repairs, **more)

    def address(self, rule, raw, **more):
        """Take the address of the article; the printed form stays beside it where it was broken."""
        repaired = addresses.repair(clean(raw))
        if not repaired.url:
            shown = " ".join(raw.split())[:200]
            self.doubt("source_url", f"“{shown}” is a doubtful address: it begins with no http.")
        elif "source_url" not in self.values:
            self.values["source_url"] = repaired.url
        printed = " ".join(clean(raw).split())
        if repaired.url not in ("", printed) and addresses.key_of(printed, exactly=True) not in {
            "",
            addresses.key_of(repaired.url),
        }:
            self.values.setdefault("printed_urls", []).append(printed)
        self.note("source_url", rule, raw, repaired.url, repairs=repaired.repairs, **more)

    def language(self, rule, raw, **more):
        """Take a language, or the problem that it is."""
        if tag := language_tag(raw):
            self.text("language", rule, raw, tag, **more)
        elif raw.strip():
            self.doubt("language", NO_LANGUAGE.format(raw.strip()[:80]))

    def topics(self, rule, raw, names, **more):
        """Take topics in order, each once."""
        names = [" ".join(clean(name).split())[:LONGEST_NAME].strip() for name in names]
        if names := tuple(dict.fromkeys(name for name in names if name)):
            self.values["topics"] = names
            self.note("topics", rule, raw, ", ".join(names), **more)


# --- the end of every record --------------------------------------------------------------------


def finish(found, *, unread=(), whole=False):
    """Complete what a reader found, as the options say, and return its `Draft` or `Rejected`.

    Of a record that is `whole` nothing is told from anything else: it says all that there is to say.
    """
    _take_given(found)
    if not (found.values.get("headline") or found.values.get("body")):
        reason = "It has neither a headline nor a body."
        return Rejected(record=found.record, importer=found.importer, reason=reason)
    values = found.values
    values["text"] = markdown.plain(values.get("body", ""))
    if found.options.headline_from_body and "headline" not in values and values["text"]:
        found.text("headline", "first sentence of the body, as --headline-from-body says", _sentence(values["text"]))
    if not whole:
        _settle_source(found)
        _settle_language(found)
    if (length := len(values.get("headline", ""))) > LONGEST_HEADLINE:
        found.doubt("headline", LONG_HEADLINE.format(length, LONGEST_HEADLINE))
    lacking = [said for name, said in LACKING.items() if not (values.get(name) or name in found.doubted)]
    values["printed_urls"] = tuple(values.get("printed_urls", ()))
    return Draft(
        record=found.record,
        importer=found.importer,
        problems=tuple(map(clean, (*lacking, *found.problems))),
        evidence=tuple(found.evidence),
        unread=unread,
        **values,
    )


def _take_given(found):
    """Give what `--set` says to a record that lacks it."""
    takes = {
        "published_at": found.date,
        "byline": found.byline,
        "language": found.language,
        "topics": lambda rule, raw: found.topics(rule, raw, raw.split(",")),
        "source": lambda rule, raw: found.name("source_name", rule, raw),
        "section": lambda rule, raw: found.name("section", rule, raw),
    }
    for name, raw in found.options.given.items():
        if ("source_name" if name == "source" else name) not in {*found.values, *found.doubted}:
            takes[name]("given with --set", raw)


def _settle_source(found):
    """Join name and domain: from the table of well-known sources, else the bare domain of the address."""
    values = found.values
    domain = values.get("source_domain") or addresses.domain_of(values.get("source_url", ""))
    known = known_source(domain) if domain else None
    domain = known.domain if known else domain[:LONGEST_NAME]
    name = values.get("source_name")
    if name is None and domain:
        values["source_name"], values["source_domain"] = known.name if known else domain, domain
        rule = "well-known domain" if known else "domain of the address"
        found.note("source", rule, values.get("source_url") or domain, f"{values['source_name']}, {domain}")
    elif name and (values.get("source_domain") or spells(name, domain) or (known and known.name == name)):
        values["source_domain"] = domain


def _settle_language(found):
    """Given, else that of a well-known source, else told from the words, or from those of the date."""
    if "language" in found.values:
        return
    known = known_source(found.values.get("source_domain", ""))
    if known and known.language:
        found.text("language", f"language of {known.name}", known.language)
        return
    text = found.values["text"] or found.values.get("headline", "")
    tag, rule, raw = language_of(text), "most frequent function words", ""
    dates = (one.raw for one in found.evidence if one.field == "published_at") if tag == "und" else ()
    for date in dates:
        if (by_date := language_of_date(date, text)) != "und":
            tag, rule, raw = by_date, "name of the month in the date", date
    found.values["language"] = tag
    found.note("language", rule, raw, tag)


_ABBREVIATED = r"(?<!\b\d)(?<!\b\d\d)(?<!\b[A-Z])(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)"
_SENTENCE = re.compile(
    rf".{{10,}}?(?:[。！？]|(?:[!?…]|{_ABBREVIATED}\.)[\"”’')\]]*(?=\s+[\"“‘'(\[]?[^\W\d_a-z]|\s*$))|.+", re.DOTALL
)
LONGEST_SENTENCE = 200


def _sentence(text):
    """The first sentence of a text, cut between words where it is long."""
    first = " ".join(_SENTENCE.match(text.partition("\n\n")[0])[0].split())
    if len(first) <= LONGEST_SENTENCE:
        return first
    cut = first[:LONGEST_SENTENCE]
    return (cut.rpartition(" ")[0].rstrip(" ,;:–—-") or cut) + " …"
