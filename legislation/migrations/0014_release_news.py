"""Publishers let out or drop news that is held."""

from django.db import migrations


def give(apps, schema_editor):
    # Permissions are made after all migrations: see 0002_editor_group.
    alias = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    content_type, _ = content_types.get_or_create(app_label="legislation", model="change")
    permission, _ = (
        apps.get_model("auth", "Permission")
        .objects.using(alias)
        .get_or_create(
            content_type=content_type,
            codename="release_change",
            defaults={"name": "Can let out or drop news that is held"},
        )
    )
    group, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name="publisher")
    group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [("legislation", "0013_letters_alone")]

    operations = [
        migrations.AlterModelOptions(
            name="change",
            options={
                "ordering": ["-sequence"],
                "permissions": [("release_change", "Can let out or drop news that is held")],
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
