"""Acts on many articles with one reason, and the way back from each as a whole.

An act is a job. Each batch is one transaction that also keeps a `Step` for each article, so that an act which was cut
short goes on where it was, and so that it can be undone.
"""

import datetime

from django.utils import timezone

from articles import curation, editing, renaming
from articles.batching import batches
from articles.history import Change, Kind, last_change
from articles.jobs import Job, JobFailed, JobStatus, kind, start
from articles.jobs.kinds import chore
from articles.models import Article, Selection, StateError, Status, Step
from articles.recording import act

BATCH = 100
"""Articles in one transaction: others wait for a fraction of a second."""

AT_ONCE = 100
"""Articles up to which an act is done while its user waits."""

TOLD = 100
"""Refusals that a report names one by one."""


# --- what can be done to many -------------------------------------------------------------------


def _publish(article, given, **why):
    curation.publish(article, **why)


def _withdraw(article, given, **why):
    curation.withdraw(article, reason=given["reason"], **why)


def _restore(article, given, **why):
    curation.restore(article, **why)


def _set(article, given, **why):
    with act(**why) as current:
        editing.edit_in(current, article, changes_of(article.state(), given))


DO = {"publish": _publish, "withdraw": _withdraw, "restore": _restore, "set": _set, "rename": _set}
"""What can be done to many articles → how it is done to one."""

EDITS = ("set", "rename")


def changes_of(state, given):
    """Return what an article gets: fields as given, topics with some more and some less, or one name for others."""
    if "others" in given:
        return renaming.replaced(state, given)
    changes, held = dict(given["fields"]), state["topics"]
    less, more = given.get("less", []), given.get("more", [])
    if less or more:
        changes["topics"] = [*(name for name in held if name not in less), *(name for name in more if name not in held)]
    return changes


# --- doing it -----------------------------------------------------------------------------------


def begin(verb, ids, given, *, by, note=""):
    """Do something to these articles: a few at once, many by the worker. Returns the job.

    `given` is {} for publish and restore, {"reason"} for withdraw, {"fields", "more", "less"} for set; for rename what
    `renaming.instead` returns.
    """
    parameters = {"verb": verb, "ids": list(ids), "given": given, "note": note}
    if len(ids) > AT_ONCE:
        return start("bulk", by=by, parameters=parameters)
    return _at_once("bulk", by, parameters, ids, _do_some)


def undo(job, *, by):
    """Take back what an act did, wherever nothing else happened to an article since. Returns the job that does it.

    Raises `StateError` while the act itself is under way.
    """
    if Job.objects.unfinished().filter(pk=job.pk).exists():
        raise StateError(f"Job {job.pk} is not done yet: cancel it first, then undo what it did.")
    ids = list(job.steps.filter(refused="", undone=False).values_list("article_id", flat=True))
    parameters = {"job": job.pk, "verb": job.parameters["verb"], "note": f"job {job.pk} undone"}
    if len(ids) > AT_ONCE:
        return start("undo", by=by, parameters=parameters, key=str(job.pk))
    return _at_once("undo", by, parameters, ids, _undo_some)


def _at_once(name, by, parameters, ids, work):
    """Do it all in one transaction, in which the job appears when it is done."""
    with act(by=by, note=parameters["note"]):
        now = timezone.now()
        job = Job(kind=name, by=by, parameters=parameters, status=JobStatus.DONE, started_at=now, ended_at=now)
        job.done = job.total = len(ids)
        job.save()
        work(job, ids)
        _finish(job)
        job.report = report_of(job)
        job.save()
    return job


def _finish(job):
    if job.kind == "bulk" and job.parameters["verb"] == "rename":
        renaming.drop_unused(job.parameters["given"])


@kind("bulk")
def run_bulk(job):
    """Do to every article what the job says; what has a step already was done before the worker died."""
    return _in_batches(job, job.parameters["ids"], _do_some)


@kind("undo")
def run_undo(job):
    """Take back every step of another job."""
    other = Job.objects.filter(pk=job.parameters["job"]).first()
    if other is None:
        raise JobFailed(f"Job {job.parameters['job']} is not there any more.")
    ids = list(other.steps.filter(refused="", undone=False).values_list("article_id", flat=True))
    return _in_batches(job, ids, _undo_some)


def _in_batches(job, ids, work):
    dealt_with = set(job.steps.values_list("article_id", flat=True))
    left = [pk for pk in ids if pk not in dealt_with]
    job.progress(len(dealt_with), len(dealt_with) + len(left))
    for number, some in enumerate(batches(left, BATCH)):
        with act(by=job.by, note=job.parameters["note"]):
            work(job, some)
        job.progress(len(dealt_with) + min((number + 1) * BATCH, len(left)))
    with act(by=job.by, note=job.parameters["note"]):
        _finish(job)
    return report_of(job)


def _do_some(job, ids):
    """Do it to each of some articles, in an act, and keep a step for each. All are read at once, before and after."""
    verb, given = job.parameters["verb"], job.parameters["given"]
    since, _ = last_change()
    found = _read(ids)
    before = {pk: _standing(article, verb, given) for pk, article in found.items()}
    refused = _each(found, ids, lambda article, **why: DO[verb](article, given, **why), job)
    after = {pk: _standing(article, verb, given, before[pk]) for pk, article in _read(ids).items()}
    for pk in ids:
        if pk in found and not refused[pk] and before[pk] == after[pk]:
            refused[pk] = "It was so already."
    Step.objects.bulk_create(
        Step(job=job, article_id=pk, before=before.get(pk, {}), after=_after(after, pk, since), refused=refused[pk])
        for pk in ids
    )


def _after(standings, pk, since):
    """What an article is after the step, whose change is the first one of it behind `since`."""
    return standings.get(pk, {}) | {"since": since}


def _read(ids):
    """Return {id: article with its parts} of those that are there."""
    return Article.objects.with_parts().in_bulk(ids)


def _each(found, ids, do, job):
    """Do something to each of the articles found; returns {id: why not, empty where it was done}."""
    why = {"by": job.by, "note": job.parameters["note"]}
    with act(**why) as current:
        current.know({pk: article.state() for pk, article in found.items()})
        return {pk: _tried(do, found[pk], **why) if pk in found else "It is not there any more." for pk in ids}


def _tried(do, article, **why):
    """Return the sentence by which it was refused; nothing where it was done."""
    try:
        do(article, **why)
    except StateError as error:
        return str(error)
    return ""


def _standing(article, verb, given, before=None):
    """Return what of an article an act may change, as JSON; of the same fields as `before`, where that is given."""
    standing = {"status": article.status, "problems": article.problems}
    if verb in EDITS:
        state = article.state()
        names = before["fields"] if before else [*changes_of(state, given), *_followers(given)]
        standing["fields"] = {name: state[name] for name in names}
    if article.status == Status.WITHDRAWN:
        standing |= {"reason": article.withdrawal_reason, "why": article.withdrawal_note}
    if article.status == Status.MERGED:
        standing["into"] = article.merged_into_id
    return standing


def _followers(given):
    """Fields that change with others: authors follow a byline."""
    return ["authors"] if "byline" in given.get("fields", ()) else []


# --- taking it back -----------------------------------------------------------------------------


def _undo_some(job, ids):
    """Take back some steps, inside an act, and keep a step of its own for each."""
    steps = {one.article_id: one for one in Step.objects.filter(job=job.parameters["job"], article_id__in=ids)}
    verb = job.parameters["verb"]
    refused = _each(_read(ids), ids, lambda article, **why: _undo_one(article, steps[article.pk], verb, **why), job)
    Step.objects.bulk_create(Step(job=job, article_id=pk, refused=refused[pk]) for pk in ids)
    undone = [steps[pk].pk for pk in ids if not refused[pk]]
    Step.objects.filter(pk__in=undone).update(undone=True)


def _undo_one(article, step, verb, **why):
    """Make one article again what it was. Raises `StateError` where something else happened to it since."""
    if verb in EDITS:
        _put_back(article, step, **why)
        return
    if article.status != step.after["status"] or _changed_since(step):
        raise StateError(f"Article {article.pk} was changed since; it is {article.status}.")
    if verb == "publish":
        curation.unpublish(article, problems=step.before["problems"], **why)
    elif verb == "withdraw":
        curation.restore(article, **why)
    elif step.before["status"] == Status.MERGED:
        curation.merge(article, into=Article(pk=step.before["into"]), **why)
    else:
        curation.withdraw(article, reason=step.before["reason"], by=why["by"], note=step.before["why"])


def _changed_since(step):
    """Whether anything was done to the article behind the change of this step, but for names that it shows."""
    log = Change.objects.filter(article_id=step.article_id, seq__gt=step.after["since"]).order_by("seq")
    (_, own), *later = log.values_list("kind", "revision")
    return any(kind != Kind.REVISED or revision != own for kind, revision in later)


def _put_back(article, step, **why):
    now, problems = article.state(), article.problems
    still = {name: value for name, value in step.before["fields"].items() if now[name] == step.after["fields"][name]}
    with act(**why) as current:
        if not editing.edit_in(current, article, still, follow=False):
            raise StateError(f"Article {article.pk} was edited since.")
        if problems == step.after["problems"]:
            article.problems = step.before["problems"]
            article.save(update_fields=["problems"])


@chore
def sweep():
    """Forget what was chosen a week ago."""
    Selection.objects.filter(created_at__lt=timezone.now() - datetime.timedelta(days=7)).delete()


# --- what is told -------------------------------------------------------------------------------


ACTS = {"set": "change fields", "rename": "make one name of several"}
"""What an act is called where its verb alone would not say it."""


def report_of(job):
    """Return {"what", "given", "why", "done", "refused", "not done": [a sentence for each of the first ones]}.

    It says for good what was done, as the job's own parameters are shown to nobody; `given` only where something was.
    """
    refused = job.steps.exclude(refused="")
    told = [f"article {pk}: {why}" for pk, why in refused.values_list("article_id", "refused")[:TOLD]]
    verb, given = job.parameters["verb"], told_of(job.parameters.get("given", {}))
    return {
        "what": f"{'undo: ' if job.kind == 'undo' else ''}{ACTS.get(verb, verb)}",
        **({"given": given} if given else {}),
        "why": job.parameters["note"],
        "done": job.steps.filter(refused="").count(),
        "refused": refused.count(),
        "not done": told,
    }


def told_of(given):
    """Return what an act is given as {what: its value in words}."""
    if "others" in given:
        others = ", ".join(map(renaming.named, given["others"]))
        return {given["field"]: f"{renaming.named(given['kept'])} in the place of {others}"}
    told = {"reason": given["reason"]} if "reason" in given else {}
    told |= {name: renaming.named(value) or "made empty" for name, value in given.get("fields", {}).items()}
    topics = {"topics added": given.get("more"), "topics taken away": given.get("less")}
    return told | {name: ", ".join(names) for name, names in topics.items() if names}
