"""What lies on the demo's desks: whose sections, what is planned, and who is on what."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import WorkflowState

from cms.seed.plans import table
from pages.models import SectionPage
from workflows.desk import claims
from workflows.desk.models import Assignment, Desk


def furnish(sections: dict[str, SectionPage], users: dict[str, Any]) -> None:
    """Make the desks and assignments that are missing; put an editor on one review."""
    desks = {}
    for planned in table("newsroom")["desks"]:
        group = Group.objects.get(name=planned["group"])
        desk, is_new = Desk.objects.get_or_create(
            name=planned["name"], defaults={"group": group}
        )
        if is_new:
            desk.sections.set([sections[path] for path in planned["sections"]])
        desks[desk.name] = desk
    for planned in table("newsroom")["assignments"]:
        _plan(planned, desks[planned["desk"]], sections, users)
    _claim(users["editor2"])


def _plan(
    planned: dict[str, Any],
    desk: Desk,
    sections: dict[str, SectionPage],
    users: dict[str, Any],
) -> None:
    Assignment.objects.get_or_create(
        slugline=planned["slugline"],
        defaults={
            "title": planned["title"],
            "brief": planned["brief"],
            "desk": desk,
            "section": sections[planned["section"]],
            "person": users.get(planned.get("person", "")),
            "due_at": timezone.now() + timedelta(hours=planned["in_hours"]),
            "made_by": users["editor"],
        },
    )


def _claim(user: Any) -> None:
    waiting = WorkflowState.objects.active().order_by("pk")
    state = waiting.filter(status=WorkflowState.STATUS_IN_PROGRESS).first()
    if state is not None:
        claims.claim(int(state.object_id), user=user)
