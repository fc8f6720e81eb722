"""Wagtail's own editing views, with refusals told in words and no text lost to them."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.workflow import WorkflowActionView

from pages.models import PublicPage
from pages.signals import PublishRefused
from workflows.review.errors import ReviewRefused

REFUSALS = (PublishRefused, ReviewRefused)


class StoryEditView(EditView):
    """What may not be published or decided is kept as a draft, and the reason is told."""

    def dispatch(self, request: Any, page_id: int, **kwargs: Any) -> HttpResponse:
        """Hold the page from the start of a POST: a decision of this moment waits.

        Wagtail's cancel and resubmit take no lock, and would overwrite it.
        """
        if request.method == "POST":
            PublicPage.lock(page_id)
        return super().dispatch(request, page_id, **kwargs)

    def publish_action(self) -> HttpResponse:
        return self._or_save(super().publish_action)

    def perform_workflow_action(self) -> HttpResponse:
        return self._or_save(super().perform_workflow_action)

    def _or_save(self, action: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return action()
        except REFUSALS as refusal:
            messages.error(self.request, str(refusal.args[0]))
            return self.save_action()


class StoryCreateView(CreateView):
    """A new story is always a draft first."""

    def publish_action(self) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().publish_action()
        except PublishRefused as refusal:
            messages.error(self.request, str(refusal.args[0]))
            return self.save_action()


class DecisionView(WorkflowActionView):
    """Approve or send back from a listing or the dashboard."""

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except ReviewRefused as refusal:
            messages.error(request, str(refusal.args[0]))
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            done: JsonResponse = self.render_modal_json(
                request, {"step": "success", "redirect": self.redirect_url}
            )
            return done
        return redirect(self.redirect_url)
