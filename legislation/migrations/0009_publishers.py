"""Editors draft; publishers also publish, and keep the ledger and the joint statements."""

from django.db import migrations

_EDITOR = {"positiondraft": ["add", "change", "view"], "participation": ["view"]}
_PUBLISHER = {
    "positiondraft": ["publish"],
    "participation": ["add", "change"],
    "jointstatement": ["add", "change"],
}
_NAMES = {"publish_positiondraft": ("publish_position", "Can publish drafts of positions")}


def give(apps, schema_editor):
    # Permissions are made after all migrations: see 0002_editor_group.
    alias = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(alias)
    editor, _ = groups.get_or_create(name="editor")
    publisher, _ = groups.get_or_create(name="publisher")
    _grant(apps, alias, editor, _EDITOR)
    publisher.permissions.add(*editor.permissions.all())
    _grant(apps, alias, publisher, _PUBLISHER)


def _grant(apps, alias, group, rights):
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    for model, actions in rights.items():
        name = apps.get_model("legislation", model)._meta.verbose_name
        content_type, _ = content_types.get_or_create(app_label="legislation", model=model)
        for action in actions:
            codename, words = _NAMES.get(
                f"{action}_{model}", (f"{action}_{model}", f"Can {action} {name}")
            )
            permission, _ = permissions.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": words}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ("legislation", "0008_positions_at_the_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
