"""The mirrors in Wagtail's admin."""

from typing import Any

from django.urls import path
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.model import ModelViewSet

from workflows.mirrors import takedowns
from workflows.mirrors.forms import MirrorForm
from workflows.mirrors.models import Mirror
from workflows.mirrors.verbs import VERBS
from workflows.mirrors.views import MirrorIndexView, VerbView
from workflows.press.models import Edition


class Mirrors(ModelViewSet):
    name = "mirrors"
    model = Mirror
    icon = "globe"
    menu_label = _("Mirrors")
    menu_order = 300
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = MirrorIndexView

    def get_form_class(self, for_update: bool = False) -> type[MirrorForm]:  # noqa: FBT001, FBT002 — Wagtail's signature
        return MirrorForm

    def get_urlpatterns(self) -> list[Any]:
        verb = path("<int:pk>/<slug:verb>/", VerbView.as_view(), name="verb")
        return [*super().get_urlpatterns(), verb]


@hooks.register("register_admin_viewset")
def register_mirrors() -> ModelViewSet:
    return Mirrors()


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    for name, verb in VERBS.items():
        said = format_lazy("{}: {}", verb.label, _("done"))
        actions.register_action(f"mirrors.{name}", verb.label, said)


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    address = "takedown/mirrors/<int:number>/"
    return [path(address, takedowns.progress, name="mirrors_takedown")]


@hooks.register("masthead_takedown_panels")
def mirrors_of_a_takedown(
    request: Any, page: Any, edition: Edition | None
) -> Component:
    """Add the mirrors to press's screens, which know of none."""
    return takedowns.Followed(edition) if edition else takedowns.Asked()
