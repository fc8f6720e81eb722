"""The mirrors on the screens of a takedown: who will be asked, and what each still owes."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Media, Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from wagtail.admin.ui.components import Component

from workflows.mirrors import following
from workflows.mirrors.models import Mirror
from workflows.mirrors.proof import records
from workflows.press.forms import allowed_actions
from workflows.press.models import Edition

PROGRESS = "mirrors/progress.html"
SECONDS = "2"  # until a record that is not signed yet is asked for again


class Asked(Component):
    """Before a takedown: every mirror by name, and whether it can be reached."""

    template_name = "mirrors/asked.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"mirrors": Mirror.objects.all()}


class Followed(Component):
    """After a takedown: what each mirror owes, counted down without a reload."""

    template_name = "mirrors/followed.html"

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            "address": reverse("mirrors_takedown", args=[self.edition.number]),
            **_context(self.edition),
        }

    @property
    def media(self) -> Media:
        script = Script("mirrors/follow.js", type="module")
        return Media(js=[script])  # type: ignore[list-item]  # the stubs know texts only


def progress(request: HttpRequest, number: int) -> HttpResponse:
    """Answer what the mirrors owe of takedown `number` now: the part that counts down."""
    if not allowed_actions(request.user):
        raise PermissionDenied
    edition = get_object_or_404(Edition.objects.takedowns(), pk=number)
    return render(request, PROGRESS, _context(edition))


def record(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the record of takedown `number` once it is signed: the process with the key does."""
    if not allowed_actions(request.user):
        raise PermissionDenied
    edition = get_object_or_404(Edition.objects.takedowns(), pk=number)
    found = records.of_takedown(edition)
    if not found.signature:
        context = {"edition": edition, "record": found}
        answer = render(request, "mirrors/record.html", context, status=202)
        answer.headers["Refresh"] = SECONDS
        return answer
    name = f"takedown-{edition.number}.json"
    return HttpResponse(
        records.as_file(found),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _context(edition: Edition) -> dict[str, Any]:
    return {"edition": edition, "progress": following.of_takedown(edition)}
