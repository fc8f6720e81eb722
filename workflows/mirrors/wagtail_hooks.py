"""The mirrors in Wagtail's admin."""

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from workflows.mirrors import takedowns
from workflows.mirrors.forms import MirrorForm
from workflows.mirrors.models import Mirror
from workflows.mirrors.operating.banner import Banner
from workflows.mirrors.operating.begin import AddView, BeginView
from workflows.mirrors.operating.dashboard import DashboardView
from workflows.mirrors.operating.index import MirrorIndexView
from workflows.mirrors.operating.mirror import MirrorView, NowView
from workflows.mirrors.operating.replacing import ReplaceView
from workflows.mirrors.verbs import VERBS
from workflows.mirrors.views import VerbView
from workflows.mirrors.where import views
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
    inspect_view_enabled = True
    inspect_view_class = MirrorView
    inspect_template_name = MirrorView.template_name
    add_view_class = AddView

    def get_form_class(self, for_update: bool = False) -> type[MirrorForm]:  # noqa: FBT001, FBT002 — Wagtail's signature
        return MirrorForm

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("dashboard/", DashboardView.as_view(), name="dashboard"),
            path("<int:pk>/now/", NowView.as_view(), name="now"),
            path("<int:pk>/begin/", BeginView.as_view(), name="begin"),
            path("<int:pk>/replace/", ReplaceView.as_view(), name="replace"),
            path("<int:pk>/<slug:verb>/", VerbView.as_view(), name="verb"),
        ]


@hooks.register("register_admin_viewset")
def register_mirrors() -> ModelViewSet:
    return Mirrors()


class CredentialsFormatter(LogFormatter):
    """Says which credentials were changed; nobody can say to what."""

    label = _("Change credentials")

    def format_message(self, log_entry: Any) -> str:
        names = ", ".join(log_entry.data.get("names", []))
        return _("Credentials changed: %s") % names


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    for name, verb in VERBS.items():
        said = format_lazy("{}: {}", verb.label, _("done"))
        actions.register_action(f"mirrors.{name}", verb.label, said)
    label = _("Replace the address")
    actions.register_action("mirrors.replace_address", label, _("Address replaced"))
    label = _("Send again")
    actions.register_action("mirrors.send_again", label, _("Sent again to a mirror"))
    actions.register_action("mirrors.credentials")(CredentialsFormatter)


@hooks.register("construct_homepage_panels")
def show_alarms(request: Any, panels: list[Component]) -> None:
    if request.user.has_perm("mirrors.change_mirror"):
        panels.append(Banner())


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    takedown, where = "takedown/mirrors/<int:number>/", "where/<int:page_id>/"
    return [
        path(takedown, takedowns.progress, name="mirrors_takedown"),
        path(f"{takedown}record/", takedowns.record, name="mirrors_takedown_record"),
        path(where, views.where, name="mirrors_where"),
        path(f"{where}rows/", views.where_rows, name="mirrors_where_rows"),
        path(f"{where}<int:mirror_id>/", views.send, name="mirrors_send_again"),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def where_button(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """Lead from every story to where it is."""
    if views.is_asked_for(page) and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Where is it?"),
            reverse("mirrors_where", args=[page.pk]),
            icon_name="globe",
            priority=58,
        )


@hooks.register("masthead_takedown_panels")
def mirrors_of_a_takedown(
    request: Any, page: Any, edition: Edition | None
) -> Component:
    """Add the mirrors to press's screens, which know of none."""
    return takedowns.Followed(edition) if edition else takedowns.Asked()
