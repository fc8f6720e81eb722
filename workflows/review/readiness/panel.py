"""The side panel in the editor: what the newest draft lacks, asked again after each save."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel

from pages.models import PublicPage
from workflows.review.readiness.findings import Finding, findings


class ReadinessSidePanel(BaseSidePanel):
    """Shown for a story that was saved; a new one has nothing to look at yet."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle readiness")
        icon_name = "clipboard-list"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            blocking = [one for one in self.panel.findings if one.blocks]
            return {**context, "count": len(blocking)}

    name = "readiness"
    title = _("Readiness")
    template_name = "review/readiness/panel.html"
    order = 340

    def __init__(self, page: PublicPage, request: HttpRequest) -> None:
        super().__init__(page, request)
        self.findings = findings(page)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(parent_context),
            **context(self.object, self.findings),
            "address": reverse("review_readiness", args=[self.object.pk]),
        }


def readiness(request: HttpRequest, page_id: int) -> HttpResponse:
    """Answer the panel's inside for the newest draft, as HTML."""
    page = PublicPage.find(page_id)
    if page is None or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft = page.get_latest_revision_as_object()
    return TemplateResponse(
        request, "review/readiness/findings.html", context(draft, findings(draft))
    )


def context(draft: PublicPage, found: list[Finding]) -> dict[str, Any]:
    return {
        "draft": draft,
        "blocking": [one for one in found if one.blocks],
        "notes": [one for one in found if not one.blocks],
    }
