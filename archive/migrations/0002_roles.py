"""The three roles. What each may do is given by `archive.roles` at the end of every `migrate`."""

from django.db import migrations


def make(apps, editor):
    groups = apps.get_model("auth", "Group").objects.using(editor.connection.alias)
    for name in ("reader", "curator", "administrator"):
        groups.get_or_create(name=name)


class Migration(migrations.Migration):

    dependencies = [
        ("archive", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
