"""A new mirror's first steps: its storage is probed, its address is tried, then it is synced."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.log_actions import log

from workflows.mirrors import lifecycle
from workflows.mirrors.errors import FileFailed, MirrorFailed
from workflows.mirrors.models import Mirror, State
from workflows.mirrors.operating.screen import Screen
from workflows.mirrors.operating.try_address import try_address
from workflows.mirrors.operating.words import FENCES


def try_it(mirror: Mirror, *, probed: bool = False) -> None:
    """Probe a new mirror's storage, and look whether its address shows it; note both.

    Args:
        mirror: the one.
        probed: whether the storage was probed just now.
    """
    try:
        if not probed:
            lifecycle.probe(mirror)
        try_address(mirror)
        error = ""
    except (MirrorFailed, FileFailed) as failed:
        error = str(failed)
    Mirror.objects.filter(pk=mirror.pk).update(last_error=error)
    mirror.refresh_from_db()


class AddView(generic.CreateView):
    """The form, which probes the storage; then the address is tried."""

    def get_success_url(self) -> str:
        return reverse("mirrors:begin", args=[self.object.pk])

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        try_it(self.object, probed=True)
        return answer


class BeginForm(forms.Form):
    replaces = forms.ModelChoiceField(
        Mirror.objects.exclude(state__in=[State.NEW, State.RETIRED]),
        label=_("When it is live, retire"),
        required=False,
        empty_label=_("none"),
        help_text=_("For a mirror that takes the place of another one."),
    )


class BeginView(Screen):
    """Say what was found out about a new mirror; sync it, also if its address is silent."""

    template_name = "mirrors/begin.html"
    permission_required = "change"
    mirror: Mirror
    page_title = _("Begin")
    header_icon = "globe"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.mirror.state != State.NEW:
            return self._go_on()
        form = BeginForm(initial={"replaces": self.mirror.replaces_id})
        return self._show(form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.mirror.state != State.NEW:
            return self._go_on()
        if "try" in request.POST:
            try_it(self.mirror)
            return redirect("mirrors:begin", pk)
        form = BeginForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        if not self._is_shown() and "anyway" not in request.POST:
            return self._show(form, warned=True)
        return self._sync(request, form.cleaned_data["replaces"])

    def _sync(self, request: HttpRequest, replaces: Mirror | None) -> HttpResponse:
        Mirror.objects.filter(pk=self.mirror.pk).update(replaces=replaces)
        try:
            lifecycle.sync(self.mirror)
        except (lifecycle.VerbRefused, MirrorFailed) as refusal:
            messages.error(request, str(refusal))
            return redirect("mirrors:begin", self.mirror.pk)
        log(self.mirror, "mirrors.sync", user=request.user)
        return self._go_on()

    def _go_on(self) -> HttpResponse:
        """Lead to the mirror's page: it has begun."""
        return redirect("mirrors:inspect", self.mirror.pk)

    def _is_shown(self) -> bool:
        return bool(self.mirror.seen_at and not self.mirror.unseen_since)

    def _show(self, form: BeginForm, *, warned: bool = False) -> HttpResponse:
        context = {
            "mirror": self.mirror,
            "form": form,
            "fence": FENCES[self.mirror.fence],
            "is_shown": self._is_shown(),
            "warned": warned,
        }
        return self.render_to_response(self.get_context_data(**context))
