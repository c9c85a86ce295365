"""Wires the models of this app to the rule that nothing is written unrecorded."""

from django.apps import AppConfig
from django.db.models.signals import pre_save


class ArticlesConfig(AppConfig):
    """What the archive keeps."""

    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Refuse raw fixtures: Django loads them past `save()`, this signal is the only place that sees them."""
        from articles.history import Kept
        from articles.recording import Recorded

        for model in self.get_models():
            if issubclass(model, Recorded | Kept):
                pre_save.connect(refuse_raw, sender=model, dispatch_uid=f"refuse raw {model.__name__}")


def refuse_raw(sender, raw, **kwargs):
    """Stop `loaddata`: it would leave no change behind."""
    from articles.history import Unrecorded

    if raw:
        raise Unrecorded(
            f"A raw fixture would write {sender.__name__} rows without a change: use manage.py import_articles instead."
        )
