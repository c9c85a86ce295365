"""Names in every article at once: another spelling for one, and one in the place of several that mean the same."""

from articles.batching import batches
from articles.jobs import JobFailed, kind, start
from articles.models import Article, Author, Authorship, Source, StateError, Tagging, Topic
from articles.recording import act

FIELDS = {Source: "source", Author: "authors", Topic: "topics"}
"""Kind of name → the field of an article's state that shows it."""

MODELS = {field: model for model, field in FIELDS.items()}


MANY = 5_000
"""Articles from which on a new spelling is left to the worker: others would wait for a second or more."""

BATCH = 2_000
"""Articles in one transaction."""


def rename(name, *, by, note=""):
    """Start to give a name that is saved with the changed values of `name`; its articles follow in batches."""
    values = {"pk": name.pk} | {column: getattr(name, column) for column in name.shown()}
    parameters = {"field": FIELDS[type(name)], "values": values, "note": note}
    return start("rename", by=by, parameters=parameters, key=f"{FIELDS[type(name)]} {name.pk}")


@kind("rename")
def run_rename(job):
    """Save the name, then leave a change for every article that shows it. Twice does no harm."""
    values, model = dict(job.parameters["values"]), MODELS[job.parameters["field"]]
    name = model.objects.filter(pk=values.pop("pk")).first()
    if name is None:
        raise JobFailed("The name is not there any more.")
    why = {"by": job.by, "note": job.parameters["note"]}
    with act(**why):
        for column, value in values.items():
            setattr(name, column, value)
        name.save_alone()
        ids = shown_by(model, [name.pk])  # whoever gives it to another article from now on does so after the commit
    for number, some in enumerate(batches(ids, BATCH)):
        job.progress(number * BATCH, len(ids))
        with act(**why) as current:
            current.touch_briefly(some)
    job.progress(len(ids), len(ids))
    return {"name": str(name), "articles": len(ids)}


def shown_by(model, names):
    """Return the ids of the articles that show any of these names, in order."""
    found = {
        Source: lambda: Article.objects.filter(source__in=names).values_list("pk", flat=True),
        Author: lambda: Authorship.objects.filter(author__in=names).values_list("article_id", flat=True),
        Topic: lambda: Tagging.objects.filter(topic__in=names).values_list("article_id", flat=True),
    }
    return sorted(set(found[model]()))


def instead(kept, others):
    """Return what an act on many articles is given to put `kept` in the place of `others`, names of one kind."""
    if not others:
        raise StateError("Choose at least two names: one that stays, and others that it takes the place of.")
    return {"field": FIELDS[type(kept)], "kept": shown(kept), "others": [shown(one) for one in others]}


def shown(name):
    """Return a name as the state of an article has it."""
    if isinstance(name, Source):
        return {"name": name.name, "domain": name.domain or None}
    return {"name": name.name, "kind": name.kind} if isinstance(name, Author) else name.name


def named(one):
    """Return the name in what `shown` returns, with its domain, as it tells sources of one name apart."""
    if not isinstance(one, dict):
        return one or ""
    return f"{one['name']} ({one['domain']})" if one.get("domain") not in (None, one["name"]) else one["name"]


def replaced(state, given):
    """Return {field: value} of an article in which the kept name stands for the others, once."""
    field, kept, others = given["field"], given["kept"], given["others"]
    if field == "source":
        return {field: kept if state[field] in others else state[field]}
    names = [_name(one) for one in others]
    put = [kept if _name(one) in names else one for one in state[field]]
    return {field: [one for place, one in enumerate(put) if _name(one) not in map(_name, put[:place])]}


def _name(one):
    return one["name"] if isinstance(one, dict) else one


def drop_unused(given):
    """Delete those of the others that no article shows any more."""
    model = MODELS[given["field"]]
    names = [_name(one) for one in given["others"]]
    keys = [one["domain"] or one["name"] for one in given["others"]] if model is Source else []
    for one in model.objects.filter(**({"key__in": keys} if keys else {"name__in": names})):
        if not shown_by(model, [one.pk]):
            one.delete()
