"""Editors look at suggestions and decide them."""

from django.db import migrations


def give(apps, schema_editor):
    # Permissions are made after all migrations: see 0002_editor_group.
    alias = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    group, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name="editor")
    content_type, _ = content_types.get_or_create(app_label="legislation", model="suggestion")
    for action in ["change", "view"]:
        permission, _ = permissions.get_or_create(
            content_type=content_type,
            codename=f"{action}_suggestion",
            defaults={"name": f"Can {action} suggestion"},
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ("legislation", "0004_suggestions"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
