"""Refusals are told apart by the shelf whose index refused: another key, and so a table made anew."""

from django.db import migrations, models
from django.utils import timezone


def carry(apps, schema_editor):
    """Take over what was refused before there were shelves."""
    former, new = apps.get_model("search", "Refusal"), apps.get_model("search", "ShelvedRefusal")
    rows = former.objects.values("article_id", "reason", "at").iterator(chunk_size=2_000)
    new.objects.bulk_create((new(**row) for row in rows), batch_size=500)


def carry_back(apps, schema_editor):
    """Keep what a table without shelves can hold."""
    former, new = apps.get_model("search", "Refusal"), apps.get_model("search", "ShelvedRefusal")
    rows = new.objects.filter(shelf="public").values("article_id", "reason", "at").iterator(chunk_size=2_000)
    former.objects.bulk_create((former(**row) for row in rows), batch_size=500)


class Migration(migrations.Migration):

    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ShelvedRefusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("article_id", models.BigIntegerField()),
                (
                    "shelf",
                    models.CharField(default="public", help_text="of whose index it is missing", max_length=20),
                ),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(default=timezone.now)),
            ],
            options={
                "ordering": ("article_id", "shelf"),
                "constraints": [
                    models.UniqueConstraint(fields=("article_id", "shelf"), name="refused_once_a_shelf"),
                ],
            },
        ),
        migrations.RunPython(carry, carry_back),
        migrations.DeleteModel(name="Refusal"),
        migrations.RenameModel(old_name="ShelvedRefusal", new_name="Refusal"),
    ]
