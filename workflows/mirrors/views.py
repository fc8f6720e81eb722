"""The mirrors in Wagtail's admin: the list, and the screen that confirms a verb."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, F, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets import Button
from wagtail.log_actions import log

from workflows.mirrors import lifecycle
from workflows.mirrors.errors import MirrorFailed
from workflows.mirrors.models import Delivery, Mirror
from workflows.mirrors.verbs import VERBS
from workflows.press.editions import newest_number


class MirrorIndexView(generic.IndexView):
    # The first one is Wagtail's own title column: it carries the buttons of the verbs.
    list_display = [
        "name",
        Column("state", label=_("State"), accessor="get_state_display"),
        Column("owed", label=_("Owed files")),
        Column("edition", label=_("Edition")),
        Column("behind", label=_("Editions behind")),
        DateColumn("delivered_at", label=_("Last delivery")),
        Column("last_error", label=_("Last error")),
    ]

    def get_base_queryset(self) -> Any:
        newest = Delivery.objects.filter(mirror=OuterRef("pk")).values("finished_at")
        return (
            super()
            .get_base_queryset()
            .annotate(
                owed=Count("due"),
                behind=newest_number() - F("edition"),
                delivered_at=Subquery(newest[:1]),
            )
        )

    def get_list_more_buttons(self, instance: Mirror) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if self.user_has_permission("change"):
            buttons += [
                Button(
                    f"{verb.label}…",
                    url=reverse("mirrors:verb", args=[instance.pk, name]),
                    icon_name=verb.icon,
                    priority=50,
                )
                for name, verb in VERBS.items()
                if lifecycle.may(instance, name)
            ]
        return buttons


class VerbView(generic.WagtailAdminTemplateMixin, generic.PermissionCheckedMixin, View):
    """Say what a verb does to a mirror; do it on POST."""

    template_name = "mirrors/verb.html"
    permission_required = "change"
    model = Mirror

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["verb"] not in VERBS:
            raise Http404
        self.verb = VERBS[kwargs["verb"]]
        self.mirror = get_object_or_404(Mirror, pk=kwargs["pk"])
        self.page_title = self.verb.label
        self.page_subtitle = str(self.mirror)
        self.header_icon = self.verb.icon

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = {"verb": self.verb, "mirror": self.mirror}
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            self.verb.do(self.mirror)
        except (lifecycle.VerbRefused, MirrorFailed) as refusal:
            messages.error(request, str(refusal))
        else:
            log(self.mirror, f"mirrors.{kwargs['verb']}", user=request.user)
            messages.success(request, f"{self.verb.label}: {self.mirror}")
        return redirect("mirrors:index")
