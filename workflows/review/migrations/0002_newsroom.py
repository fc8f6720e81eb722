"""Groups and their rights, the review workflow, and a ledger that the database keeps.

Wagtail's own first groups and workflow go: its moderators may publish without review.
"""

from django.contrib.auth.management import create_permissions
from django.db import migrations

PAGE_RIGHTS = {
    "Reporters": ["add"],
    "Editors": ["add", "change", "lock", "unlock"],
    "Chief editors": ["add", "change", "lock", "unlock"],
}
FILE_RIGHTS = {
    "Reporters": ["add", "choose"],
    "Editors": ["add", "change", "choose"],
    "Chief editors": ["add", "change", "choose"],
}
SNIPPETS = ["author", "agency", "topic"]
ADMIN = [("wagtailadmin", "access_admin")]
SNIPPET_RIGHTS = [
    ("pages", f"{verb}_{model}") for model in SNIPPETS for verb in ("add", "change")
]
APPROVE = [("review", "approve_story")]
TAKE_DOWN = [("press", "withdraw_story"), ("press", "kill_story")]
REDIRECTS = [
    ("wagtailredirects", f"{verb}_redirect") for verb in ("add", "change", "delete")
]
MIRRORS = [("mirrors", f"{verb}_mirror") for verb in ("add", "change", "view")]
RIGHTS = {
    "Reporters": [*ADMIN],
    "Editors": [*ADMIN, *APPROVE, *SNIPPET_RIGHTS],
    "Chief editors": [*ADMIN, *APPROVE, *SNIPPET_RIGHTS, *TAKE_DOWN, *REDIRECTS],
    "Operators": [*ADMIN, *MIRRORS],
}


def make_newsroom(apps, schema_editor):
    make_permissions(apps)
    replace_wagtails_own(apps)
    for name in RIGHTS:
        make_group(apps, name)
    make_workflow(apps)


def make_permissions(apps):
    """Permissions are made after all migrations; these are needed before."""
    for label in ("wagtailcore", "wagtailadmin", "wagtailimages", "wagtaildocs",
                  "wagtailredirects", "pages", "press", "review", "mirrors"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None


def replace_wagtails_own(apps):
    apps.get_model("auth", "Group").objects.filter(
        name__in=["Moderators", "Editors"]
    ).delete()
    apps.get_model("wagtailcore", "Workflow").objects.all().delete()
    apps.get_model("wagtailcore", "Task").objects.all().delete()


def make_group(apps, name):
    permissions = apps.get_model("auth", "Permission").objects
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    folder = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    group = apps.get_model("auth", "Group").objects.create(name=name)
    for label, codename in RIGHTS[name]:
        group.permissions.add(
            permissions.get(content_type__app_label=label, codename=codename)
        )
    for verb in PAGE_RIGHTS.get(name, []):
        apps.get_model("wagtailcore", "GroupPagePermission").objects.create(
            group=group,
            page=root,
            permission=permissions.get(
                content_type__app_label="wagtailcore",
                content_type__model="page",
                codename=f"{verb}_page",
            ),
        )
    for verb in FILE_RIGHTS.get(name, []):
        for label, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.create(
                group=group,
                collection=folder,
                permission=permissions.get(
                    content_type__app_label=label,
                    content_type__model=model,
                    codename=f"{verb}_{model}",
                ),
            )


def make_workflow(apps):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="review", model="editorapprovaltask"
    )
    task = apps.get_model("review", "EditorApprovalTask").objects.create(
        name="Editor approval", active=True, content_type=content_type
    )
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(
        name="Review", active=True
    )
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )
    apps.get_model("wagtailcore", "WorkflowPage").objects.create(
        workflow=workflow,
        page=apps.get_model("wagtailcore", "Page").objects.get(depth=1),
    )


KEEP_THE_LEDGER = """
CREATE FUNCTION review_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'review_approval is append-only: approvals are a record';
END $$;
CREATE TRIGGER review_approval_append_only
    BEFORE UPDATE OR DELETE ON review_approval
    FOR EACH ROW EXECUTE FUNCTION review_ledger_is_append_only();
"""
DROP = """
DROP TRIGGER review_approval_append_only ON review_approval;
DROP FUNCTION review_ledger_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0001_initial"),
        ("press", "0001_initial"),
        ("pages", "0001_initial"),
        ("mirrors", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.RunPython(make_newsroom, migrations.RunPython.noop),
        migrations.RunSQL(KEEP_THE_LEDGER, DROP),
    ]
