"""The admin's screen of one story's legal check: flag, clear, let a lawyer answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages

from pages import clock
from pages.models import PublicPage
from workflows.review import decisions
from workflows.review.errors import ReviewRefused
from workflows.review.legal import answers, flags, links, owed
from workflows.review.legal.forms import (
    ClearForm,
    FlagForm,
    LinkForm,
    RevokeForm,
    UnflagForm,
)
from workflows.review.legal.models import LegalFlag, LegalLink


def _revoke(page: PublicPage, *, user: Any, link: int) -> None:
    found = LegalLink.objects.filter(pk=link, page_id=page.pk).first()
    if found is None:
        raise Http404
    links.revoke(found, user=user)


@dataclass(frozen=True)
class Act:
    """What can be done on the screen. `verb` takes the page, the user and the form's data."""

    form: type[forms.Form]
    verb: Callable[..., Any]
    done: Any


ACTS: Mapping[str, Act] = {
    "flag": Act(FlagForm, flags.flag, gettext_lazy("“%s” is flagged for legal.")),
    "unflag": Act(UnflagForm, flags.unflag, gettext_lazy("“%s” has no flag any more.")),
    "clear": Act(
        ClearForm, answers.clear_scheduled, gettext_lazy("“%s” goes out at its hour.")
    ),
    "link": Act(LinkForm, links.make, ""),
    "revoke": Act(
        RevokeForm, _revoke, gettext_lazy("The link to “%s” opens nothing any more.")
    ),
}


class LegalScreen(View):
    """Every act posts its name as `act`; a refused form keeps its text."""

    page: PublicPage

    def dispatch(self, request: Any, page_id: int) -> Any:
        found = PublicPage.find(page_id)
        if found is None:
            raise Http404
        self.page = found
        if not flags.may_flag(found, request.user):
            raise PermissionDenied
        return super().dispatch(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._screen()

    def post(self, request: HttpRequest) -> HttpResponse:
        name = request.POST.get("act", "")
        if name not in ACTS:
            raise Http404
        form = ACTS[name].form(request.POST)
        if not form.is_valid():
            return self._screen({name: form})
        try:
            with transaction.atomic():
                made = ACTS[name].verb(
                    self.page, user=request.user, **form.cleaned_data
                )
        except ReviewRefused as refusal:
            messages.error(request, str(refusal))
            return self._screen({name: form})
        if name == "link":
            return self._screen(shown=self._letter(made, form.cleaned_data))
        messages.success(request, str(ACTS[name].done) % self._headline())
        return redirect("review_legal", self.page.pk)

    def _screen(
        self,
        bound: Mapping[str, forms.Form] | None = None,
        *,
        shown: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        fresh = {name: act.form() for name, act in ACTS.items()}
        user, waits = self.request.user, owed.waiting(self.page)
        may_clear = flags.may_clear(user)
        context = {
            "page": self.page,
            "headline": self._headline(),
            "flag": LegalFlag.objects.filter(page_id=self.page.pk).first(),
            "waits": waits,
            "at_step": owed.is_legal(self.page.current_workflow_task_state),
            "may_clear": may_clear,
            "is_own": may_clear and decisions.is_own_work(self.page, user),
            "links": self._links(waits),
            "forms": fresh | dict(bound or {}),
            "shown": shown,
            "hours": settings.LEGAL_LINK_HOURS,
        }
        return TemplateResponse(self.request, "review/legal.html", context)

    def _links(
        self, waits: owed.Waiting | None
    ) -> list[tuple[LegalLink, links.Standing]]:
        rows = LegalLink.objects.filter(page_id=self.page.pk).order_by("-pk")
        now = clock.now()
        return [(row, links.standing(row, waits, now=now)) for row in rows[:20]]

    def _letter(self, token: str, said: Mapping[str, str]) -> dict[str, str]:
        path = reverse("legal_link", args=[token])
        address = settings.WAGTAILADMIN_BASE_URL + path
        words = {
            "subject": _("Please read a text for %s") % settings.NEWSROOM_NAME,
            "body": _(
                "Please read this text and answer within %(hours)s hours. "
                "The link works once, and is for you alone:\n\n%(address)s"
            )
            % {"hours": settings.LEGAL_LINK_HOURS, "address": address},
        }
        mail = f"mailto:{quote(said['email'])}?{urlencode(words, quote_via=quote)}"
        return {"address": address, "mail": mail, "lawyer": said["lawyer"]}

    def _headline(self) -> str:
        return str(self.page.get_admin_display_title())
