"""Which problems of an article an edit settles, and which it makes."""

from articles import curation, dates
from articles.problems import AHEAD, LACKING, field_in_doubt, is_ahead

MEANS = {"published": ("published_at", "date_precision")}
"""Field of the form → the fields of the article that it holds, where these have other names."""


def after_edit(article, changed, now):
    """Return the problems of an article that has its new values, of which `changed` names the fields of the form.

    What its values tell is told anew, and whoever gives a value in doubt another one has looked; any other
    problem stays until a curator says that it is settled.
    """
    given = {name for one in changed for name in MEANS.get(one, (one,))}
    missing = [LACKING["published_at" if part == "date" else part] for part in curation.missing_parts(article)]
    lies_ahead = article.published_at is not None and dates.lies_ahead(article.published_at, now)
    still = [one for one in article.problems if _holds(one, missing, given, lies_ahead)]
    lacking = [sentence for sentence in missing if sentence not in still]
    if any(field_in_doubt(one) == "published_at" for one in still):
        return [one for one in lacking if one != LACKING["published_at"]] + still
    said = [AHEAD.format(dates.write(article.published_at, article.date_precision))]
    return lacking + still + said * lies_ahead


def _holds(problem, missing, given, lies_ahead):
    if problem in LACKING.values():
        return problem in missing
    if is_ahead(problem) and not lies_ahead:
        return False
    return field_in_doubt(problem) not in given
