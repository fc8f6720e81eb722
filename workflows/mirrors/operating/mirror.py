"""One mirror's page, and the part of it that follows what the mirror does."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.views import generic

from workflows.mirrors.models import Alarm, Mirror, State
from workflows.mirrors.operating import conditions, history
from workflows.mirrors.operating.buttons import buttons
from workflows.mirrors.operating.conditions import NOT_MENDED, Condition
from workflows.mirrors.operating.drawing import drawings
from workflows.mirrors.operating.estimate import Estimate
from workflows.mirrors.operating.words import (
    FENCES,
    FOLLOWS,
    about,
    for_long,
    what_to_do,
)

NOW = "mirrors/now.html"
LAST = 10  # deliveries and looks that are shown
NAMED = 50  # wrong files that are named
WINDOWS = {"day": _("The last 24 hours"), "month": _("The last 30 days")}


class MirrorView(generic.InspectView):
    """What it is, how it is, what happened to it, and what can be done."""

    template_name = "mirrors/mirror.html"
    page_title = _("Mirror")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mirror = self.object
        may = self.user_has_permission("change")
        return super().get_context_data(**kwargs) | {
            **now(mirror),
            "address": reverse("mirrors:now", args=[mirror.pk]),
            "buttons": buttons(mirror) if may else [],
            "fence": FENCES[mirror.fence],
            "histories": [
                (name, said, plotted(mirror, name)) for name, said in WINDOWS.items()
            ],
            "deliveries": mirror.deliveries.all()[:LAST],
            "observations": mirror.observations.all()[:LAST],
        }


class NowView(generic.PermissionCheckedMixin, View):
    """Answer the part of the page that changes."""

    model = Mirror
    any_permission_required = ["add", "change", "delete", "view"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        mirror = get_object_or_404(Mirror, pk=pk)
        return generic.WagtailAdminTemplateMixin.response_class(
            request=request, template=[NOW], context=now(mirror)
        )


def now(mirror: Mirror) -> dict[str, Any]:
    """Return what the part that changes says."""
    condition = conditions.of(mirror)
    wrong = mirror.looks.filter(repairs__gte=NOT_MENDED).order_by("path")
    return {
        "mirror": mirror,
        "condition": condition,
        "follows": FOLLOWS[mirror.state],
        "todo": what_to_do(condition),
        "alarms": Alarm.objects.standing().filter(mirror=mirror),
        "behind": for_long(condition.behind),
        "wrong": wrong[:NAMED] if condition.wrong else [],
        "sync": _sync(condition),
    }


def plotted(mirror: Mirror, window: str) -> dict[str, Any]:
    """Return one window of a mirror's past: its drawings, and the same as a table."""
    past = history.read([mirror.pk], history.WINDOWS[window])[mirror.pk]
    return {"past": past, "drawings": drawings(past)}


def _sync(condition: Condition) -> dict[str, Any] | None:
    mirror = condition.mirror
    if mirror.state != State.SYNCING or mirror.sync_began_at is None:
        return None
    took = (timezone.now() - mirror.sync_began_at).total_seconds()
    sync = Estimate(mirror.sync_files, condition.owed, took)
    left = sync.seconds_left
    return {"estimate": sync, "left": about(left) if left is not None else ""}
