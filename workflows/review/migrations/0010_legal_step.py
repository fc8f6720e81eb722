"""The legal check comes after the desk, in workflows that are still the newsroom's first."""

from django.db import migrations
from django.db.models import F


def add_step(apps, schema_editor):
    content_types = apps.get_model("contenttypes", "ContentType").objects
    kind = content_types.get_or_create(app_label="review", model="legalchecktask")[0]
    steps = apps.get_model("wagtailcore", "WorkflowTask").objects
    desks = steps.filter(
        workflow__name="Review", task__content_type__model="editorapprovaltask"
    )
    task = None
    for desk in desks.order_by("workflow_id", "-sort_order").distinct("workflow_id"):
        task = task or apps.get_model("review", "LegalCheckTask").objects.create(
            name="Legal check", active=True, content_type=kind
        )
        later = steps.filter(workflow=desk.workflow, sort_order__gt=desk.sort_order)
        later.update(sort_order=F("sort_order") + 1)
        steps.create(
            workflow=desk.workflow, task_id=task.pk, sort_order=desk.sort_order + 1
        )


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0009_legal"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(add_step, migrations.RunPython.noop)]
