"""Write a story: nothing that was typed is lost, whoever saved or decided meanwhile."""

import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView

from pages.models import PublicPage
from pages.signals import PublishRefused
from workflows.review import verbs
from workflows.review.errors import ReviewRefused
from workflows.review.readiness.findings import blocking
from workflows.review.readiness.panel import ReadinessSidePanel
from workflows.review.reading import Read
from workflows.review.views import comments
from workflows.review.views.conflict import Conflict, differences

REFUSALS = (PublishRefused, ReviewRefused)
SUBMITTING = ("submit", "restart_workflow")
EXTRA = "workflow-action-extra-data"  # what Wagtail's modal collected, as JSON


class StoryEditView(EditView):
    """What may not be published or decided is kept as a draft, and the reason is told."""

    conflict: Conflict | None = None

    def dispatch(
        self, request: HttpRequest, page_id: int, **kwargs: Any
    ) -> HttpResponse:
        """Hold the page from the start of a POST: a decision of this moment waits.

        Wagtail's cancel and resubmit take no lock, and would overwrite it.
        """
        if request.method == "POST":
            PublicPage.lock(page_id)
        return super().dispatch(request, page_id, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, unless somebody saved another text since this one was loaded.

        Wagtail asks that of autosave only; what a person's own click overwrites is lost.
        """
        if self.is_stale and not self.expects_json_response:
            return self.show_both()
        if self.is_out_of_date:  # Wagtail says that saving will overwrite it
            told = _("Somebody saved another text. Save: you are shown both.")
            answer: HttpResponse = self.json_error_response("invalid_revision", told)
            return answer
        return super().post(request, *args, **kwargs)

    @cached_property
    def is_stale(self) -> bool:
        """Whether the text in the browser was not made from the newest one.

        Every form of the editor says which one it was made from; one that does not
        was made by no editor, and may have been made from anything.
        """
        said = {
            "loaded_revision_id",
            "overwrite_revision_id",
        } & self.request.POST.keys()
        return bool(self.latest_revision and (not said or self.is_out_of_date))

    def show_both(self) -> HttpResponse:
        """Answer 409 with what is saved and what was typed, side by side; save neither."""
        self.form = self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )
        self.form.defer_required_fields()
        theirs = self.latest_revision.as_object()
        found = []
        if self.form.is_valid():
            found = differences(theirs, self.form.save(commit=False), self.request)
        self.form.restore_required_fields()
        self.conflict = Conflict(theirs=self.latest_revision, differences=found)
        self.has_unsaved_changes = True
        self.autosave_enabled = False  # it would take the decision that is asked here
        self._keep_comment()
        answer = self.render_to_response(self.get_context_data())
        answer.status_code = 409
        return answer

    def get_template_names(self) -> list[str]:
        return ["review/edit.html"] if self.conflict else super().get_template_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(conflict=self.conflict, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on, unless something stands in the way of what is asked: told at its field."""
        if self.action_name in SUBMITTING:
            for found in blocking(form.save(commit=False)):
                form.add_error(found.field, found.message)
            if form.errors:
                return self.form_invalid(form)
        return super().form_valid(form)

    def get_side_panels(self) -> MediaContainer:
        panels = list(super().get_side_panels())
        if not (self.expects_json_response or self.hydrate_create_view):
            panels.append(ReadinessSidePanel(self.page, self.request))
        return MediaContainer(panels)

    def send_commenting_notifications(self, changes: dict[str, Any]) -> None:
        """Wagtail would mail here, within the request; the room of notices tells of comments."""

    def publish_action(self) -> HttpResponse:
        return self._or_save(super().publish_action)

    def submit_action(self) -> HttpResponse:
        return self._or_save(super().submit_action)

    def perform_workflow_action(self) -> HttpResponse:
        """Decide about the text that was loaded, and what this person changed in it."""
        posted = self.request.POST.copy()
        read = Read.of(self.latest_revision).token
        posted[EXTRA] = json.dumps(self._collected() | {"read": read})
        self.request.POST = posted
        return self._or_save(super().perform_workflow_action)

    def _collected(self) -> dict[str, Any]:
        return dict(json.loads(self.request.POST.get(EXTRA, "{}")))

    def _keep_comment(self) -> None:
        comments.keep(self.request, self.page.pk, self._collected().get("comment", ""))

    def _or_save(self, action: Callable[[], HttpResponse]) -> HttpResponse:
        try:
            with transaction.atomic():
                return action()
        except REFUSALS as refusal:
            messages.error(self.request, str(refusal))
            self._keep_comment()
            return self.save_action()


class StoryRestoreView(StoryEditView, RevisionsRevertView):
    """An older text becomes the newest draft, and goes through review like any other."""


class StoryCreateView(CreateView):
    """A new story is always a draft first; what is asked of it then may be refused."""

    def publish_action(self) -> HttpResponse:
        messages.error(self.request, str(PublishRefused()))
        return self.save_action()

    def submit_action(self) -> HttpResponse:
        draft = self.save_action()
        try:
            verbs.submit(self.page, user=self.request.user)
        except ReviewRefused as refusal:
            messages.error(self.request, str(refusal))
            return draft
        messages.success(self.request, _("It is in review now."))
        return self.redirect_away()
