"""The group "editor": who records events and positions and closes conflicts, and no more."""

from django.db import migrations

_RIGHTS = {
    "event": ["add", "change", "view"],
    "position": ["add", "change", "view"],
    "conflict": ["change", "view"],
    "change": ["view"],
    "councilvote": ["view"],
    "document": ["view"],
    "evidence": ["view"],
    "jointstatement": ["view"],
    "memberstate": ["view"],
    "pressrelease": ["view"],
    "proposal": ["view"],
    "snapshot": ["view"],
    "source": ["view"],
    "topic": ["view"],
}


def make_group(apps, schema_editor):
    # Permissions are made after all migrations, so those of the group are made here, as Django
    # would make them; it then finds them by content type and codename and leaves them alone.
    alias = schema_editor.connection.alias
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    group, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name="editor")
    for model, actions in _RIGHTS.items():
        name = apps.get_model("legislation", model)._meta.verbose_name
        content_type, _ = content_types.get_or_create(app_label="legislation", model=model)
        for action in actions:
            permission, _ = permissions.get_or_create(
                content_type=content_type,
                codename=f"{action}_{model}",
                defaults={"name": f"Can {action} {name}"},
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ("legislation", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_group, migrations.RunPython.noop)]
