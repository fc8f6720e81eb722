"""Two screens: lift an embargo, in two steps by two people; take a story off the schedule."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import RedirectView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from pages.models import PublicPage
from workflows.review import decisions
from workflows.review.errors import ReviewRefused
from workflows.review.timing import embargo, lifts, rules
from workflows.review.timing.forms import ReasonForm
from workflows.review.timing.unschedule import unschedule


class HourView(WagtailAdminTemplateMixin, View):
    """A screen about one story's hour: what will happen, and on POST it happens."""

    page: PublicPage

    def setup(self, request: HttpRequest, page_id: int, **kwargs: Any) -> None:
        super().setup(request, page_id, **kwargs)
        page = PublicPage.find(page_id)
        if page is None:
            raise Http404
        if not self.may(page, request.user):
            raise PermissionDenied
        self.page = page
        self.page_subtitle = page.get_admin_display_title()

    def may(self, page: PublicPage, user: Any) -> bool:
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[Any]:
        return []  # the header names the story

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.screen(ReasonForm())

    def screen(self, form: ReasonForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page=self.page, **kwargs)

    def did(self, verb: Callable[..., Any], done: str, **said: str) -> bool:
        """Do it, and say that it is done; or why it was refused, and return False."""
        try:
            verb(self.page, user=self.request.user, **said)
        except ReviewRefused as refusal:
            messages.error(self.request, str(refusal))
            return False
        messages.success(self.request, done)
        return True

    def back(self) -> HttpResponse:
        return redirect("wagtailadmin_pages:edit", self.page.pk)


class LiftView(HourView):
    """Ask, or agree to what somebody else asked."""

    template_name = "review/lift.html"
    page_title = gettext_lazy("Lift embargo")
    header_icon = "lock-open"

    def may(self, page: PublicPage, user: Any) -> bool:
        return lifts.may_lift(page, user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        until = embargo.binding_hour(self.page.pk)
        asked = until and lifts.standing_ask(self.page.pk, until)
        waiting = self.page.scheduled_revision
        return super().get_context_data(
            until=until,
            asked=asked,
            ends=asked and asked.at + rules.ASKING_HOLDS,
            is_own=bool(asked and asked.user_id == self.request.user.pk),
            goes_out=bool(waiting and waiting.approved_go_live_at == until),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "agree" in request.POST:
            return self._agree()
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.screen(form)
        asked = _("Asked. Somebody else has an hour to agree.")
        if not self.did(lifts.ask_lift, asked, **form.cleaned_data):
            return self.screen(form)
        return redirect("review_lift", self.page.pk)

    def _agree(self) -> HttpResponse:
        if not self.did(lifts.agree_lift, _("The embargo is lifted.")):
            return self.screen(ReasonForm())
        return self.back()


class UnscheduleView(HourView):
    """Say why, and the story stays in."""

    template_name = "review/unschedule.html"
    page_title = gettext_lazy("Take off the schedule")
    header_icon = "calendar-alt"

    def may(self, page: PublicPage, user: Any) -> bool:
        return decisions.is_editor_of(page, user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(waiting=self.page.scheduled_revision, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.screen(form)
        off = _("The story is off the schedule.")
        self.did(unschedule, off, comment=form.cleaned_data["reason"])
        return self.back()


class WagtailsUnscheduleView(RedirectView):
    """Wagtail's own button leads to the screen that asks why."""

    def get_redirect_url(self, *args: Any, **kwargs: Any) -> str:
        return reverse("review_unschedule", args=[kwargs["page_id"]])
