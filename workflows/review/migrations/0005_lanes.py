"""Who may take the fast lanes, clear legal doubts and lift embargoes."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

RIGHTS = {
    "Editors": ["publish_breaking", "lift_embargo"],
    "Chief editors": ["publish_breaking", "break_glass", "lift_embargo"],
    "Legal": ["clear_legal"],
}


def grant(apps, schema_editor):
    config = apps.get_app_config("review")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects
    for name, codenames in RIGHTS.items():
        # Groups of that name are the newsroom's own by now; one it deleted stays gone.
        groups = apps.get_model("auth", "Group").objects
        group = groups.filter(name=name).first()
        if group is None and name != "Legal":
            continue
        group = group or groups.create(name=name)
        group.permissions.add(
            *permissions.filter(
                content_type__app_label="review", codename__in=codenames
            )
        )
        if name == "Legal":
            group.permissions.add(
                permissions.get(
                    content_type__app_label="wagtailadmin", codename="access_admin"
                )
            )


class Migration(migrations.Migration):
    dependencies = [("review", "0004_record")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
