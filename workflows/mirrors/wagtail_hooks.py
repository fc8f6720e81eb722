"""The mirrors in Wagtail's admin."""

from typing import Any

from django.urls import path
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from workflows.mirrors.forms import MirrorForm
from workflows.mirrors.models import Mirror
from workflows.mirrors.verbs import VERBS
from workflows.mirrors.views import MirrorIndexView, VerbView


class Mirrors(ModelViewSet):
    name = "mirrors"
    model = Mirror
    icon = "globe"
    menu_label = "Mirrors"
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
        actions.register_action(f"mirrors.{name}", verb.label, f"{verb.label}: done")
