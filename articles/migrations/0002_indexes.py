"""What lists at a hundred thousand articles are found by, and one order of names on both databases."""

from django.db import migrations, models

NAMES = ("source", "author", "topic")


class OnPostgreSQL(migrations.RunSQL):
    """SQL that SQLite has no need of."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0001_initial'),
    ]

    operations = [
        # Cursors go on behind a name, which must be the same place for Python, SQLite and PostgreSQL: by code points.
        *[
            OnPostgreSQL(
                f'ALTER TABLE articles_{table} ALTER COLUMN name TYPE varchar(255) COLLATE "C"',
                f'ALTER TABLE articles_{table} ALTER COLUMN name TYPE varchar(255) COLLATE "default"',
            )
            for table in NAMES
        ],
        # Tags are looked for whatever their case, and by how they begin: `en` finds `en-GB`.
        OnPostgreSQL(
            "CREATE INDEX by_language_tag ON articles_article (UPPER(language::text) text_pattern_ops)",
            "DROP INDEX by_language_tag",
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('problems', []), _negated=True), fields=['id'], name='with_problems'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['name', 'id'], name='source_by_name'),
        ),
    ]
