"""Approve or send back from a list, about the text that the list showed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.views.pages.workflow import (
    CollectWorkflowActionDataView,
    WorkflowActionView,
)

from workflows.review.errors import ReviewRefused, TextChanged
from workflows.review.reading import Read, text_read
from workflows.review.views import comments
from workflows.review.views.conflict import Conflict, differences


class Decision:
    """The form of a decision says which text it is about, and keeps what was written."""

    object: Any
    request: HttpRequest
    task_state: Any
    form_class: Any

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; it is about what the list showed, or what was submitted."""
        read = request.GET.get("read") or Read.of(self.task_state.revision).token
        said = comments.take(request, self.object.pk)
        form = self.form_class(initial={"comment": said, "read": read})
        answer: HttpResponse = self.render_modal_form(request, form)  # type: ignore[attr-defined]  # Wagtail's
        return answer


class CollectDecisionView(Decision, CollectWorkflowActionDataView):
    """The modal of the editor; the editor knows itself which text it loaded."""


class DecisionView(Decision, WorkflowActionView):
    """Decide; whatever is refused is told in words, and what was written is kept."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        comments.keep(request, self.object.pk, request.POST.get("comment", ""))
        try:
            answer: HttpResponse = super().post(request, *args, **kwargs)
        except TextChanged as refusal:
            return self.show_what_changed(refusal)
        except ReviewRefused as refusal:
            messages.error(request, str(refusal))
            return self._leave()
        comments.forget(request, self.object.pk)
        return answer

    def show_what_changed(self, refusal: TextChanged) -> HttpResponse:
        """Answer 409 with what changed since it was read, and the same question again."""
        page = self.object.specific
        newest = page.get_latest_revision()
        # The text they read; if autosave rewrote it since, the one submitted.
        read = text_read(page, self.request.POST.get("read", ""))
        known = read or self.task_state.revision
        context = self.get_context_data(
            refusal=refusal,
            conflict=Conflict(
                newest,
                differences(known.as_object(), newest.as_object(), self.request),
            ),
            known=known,
            form=self.form_class(
                initial={
                    "comment": comments.take(self.request, page.pk),
                    "read": Read.of(newest).token,
                }
            ),
            next=self.redirect_url,
            edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            header_title=self.action_verbose_name or self.action_name,
        )
        if self._is_modal:
            html = render_to_string("review/changed.html", context, self.request)
            shown: HttpResponse = self.render_modal_json(
                self.request, {"step": "action", "html": html}
            )
            return shown
        return TemplateResponse(
            self.request, "review/changed_page.html", context, status=409
        )

    @property
    def _is_modal(self) -> bool:
        return self.request.headers.get("x-requested-with") == "XMLHttpRequest"

    def _leave(self) -> HttpResponse:
        if self._is_modal:
            done: HttpResponse = self.render_modal_json(
                self.request, {"step": "success", "redirect": self.redirect_url}
            )
            return done
        return redirect(self.redirect_url)
