"""Texts of articles that are there already get their hashes, some at a time; the log is examined from now on."""

from django.db import migrations

from articles.fingerprints import hash_of_text

TOGETHER = 1_000


def fill(apps, schema_editor):
    """Read each text once. Stopped half way, the same again goes on from there."""
    article, connection = apps.get_model("articles", "Article"), schema_editor.connection
    missing = article.objects.using(connection.alias).filter(text_hash=None).order_by("pk").values_list("pk", "text")
    last = 0
    while some := list(missing.filter(pk__gt=last)[:TOGETHER]):
        last = some[-1][0]
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE articles_article SET text_hash = %s WHERE id = %s",
                [(found, pk) for pk, text in some if (found := hash_of_text(text)) is not None],
            )


def begin(apps, schema_editor):
    """What is there already is not examined, but what comes is compared with it. An empty database stays empty."""
    using = schema_editor.connection.alias
    last = apps.get_model("articles", "Change").objects.using(using).order_by("-seq").first()
    if last:
        apps.get_model("articles", "Examined").objects.using(using).create(pk=1, position=last.seq)


class Migration(migrations.Migration):

    atomic = False

    dependencies = [("articles", "0009_suspicions")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
