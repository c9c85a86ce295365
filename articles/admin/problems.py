"""Which problems of an article an edit settles, and which it makes."""

import datetime
import re

from articles import curation, dates

LACKING = {"It has no headline.": "headline", "It has no body.": "body", "It has no date.": "date"}
AHEAD = re.compile(r"The date “.*” is more than a day ahead\.", re.DOTALL)
IN_DOUBT = {
    "published": re.compile(r"The date “.*|“.*” is no date\.", re.DOTALL),
    "language": re.compile(r"“.*” is no language: .*", re.DOTALL),
}
"""Field of the form → what the importers say of its value; whoever gives another one has looked."""


def after_edit(article, changed, now):
    """Return the problems of an article that has its new values, of which `changed` names the fields of the form.

    What its values tell is told anew; any other problem stays until a curator says that it is settled.
    """
    missing, is_ahead = curation.missing_parts(article), ahead(article, now)
    still = [one for one in article.problems if _holds(one, missing, is_ahead, changed)]
    lacking = [sentence for sentence, name in LACKING.items() if name in missing and sentence not in still]
    if any(map(IN_DOUBT["published"].fullmatch, still)):
        return [one for one in lacking if LACKING[one] != "date"] + still
    said = [f"The date “{dates.write(article.published_at, article.date_precision)}” is more than a day ahead."]
    return lacking + still + said * is_ahead


def ahead(article, now):
    """Whether nobody can have printed it yet; a day's grace, for days begin earlier elsewhere than in UTC."""
    return article.published_at is not None and article.published_at > now + datetime.timedelta(days=1)


def _holds(problem, missing, is_ahead, changed):
    if problem in LACKING:
        return LACKING[problem] in missing
    if AHEAD.fullmatch(problem) and not is_ahead:
        return False
    return not any(IN_DOUBT[name].fullmatch(problem) for name in IN_DOUBT if name in changed)
