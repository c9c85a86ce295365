"""Wires the models of this app to the rule that nothing is written unrecorded, and registers its jobs."""

from django.apps import AppConfig
from django.db.models.signals import pre_delete, pre_save


class ArticlesConfig(AppConfig):
    """What the archive keeps."""

    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Know the kinds of jobs. Refuse what Django writes past `save()` and `delete()`: only its signals see that."""
        import articles.importing.jobs  # noqa: F401 - its kinds of jobs
        from articles import bulk  # noqa: F401 - its kinds of jobs
        from articles.history import Kept
        from articles.recording import Recorded

        for model in self.get_models():
            if issubclass(model, Recorded | Kept):
                pre_save.connect(refuse_unrecorded, sender=model, dispatch_uid=f"unrecorded {model.__name__}")
            if issubclass(model, Recorded):
                pre_delete.connect(refuse_unrecorded, sender=model, dispatch_uid=f"unrecorded {model.__name__}")


def refuse_unrecorded(sender, raw=False, **kwargs):
    """Stop `loaddata`, `save_base()` and a bare `Collector`: they would leave no change behind."""
    from articles.history import Unrecorded
    from articles.recording import is_recording

    if raw:
        raise Unrecorded(
            f"A raw fixture would write {sender.__name__} rows without a change: use manage.py import_articles instead."
        )
    if not is_recording():
        raise Unrecorded(f"This would write {sender.__name__} rows without a change: use their save() and delete().")
