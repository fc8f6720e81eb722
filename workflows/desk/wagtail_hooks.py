"""The desk in Wagtail's admin."""

from collections.abc import Iterator
from typing import Any

from django.templatetags.static import static
from django.urls import path, re_path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from workflows.desk import claims, panels, views
from workflows.desk.assigning import may_pitch
from workflows.desk.assignments import Assignments
from workflows.desk.models import Assignment, Desk
from workflows.desk.policies import AssignmentPolicy
from workflows.desk.templatetags.desk import clock


class Board(ViewSet):
    name = "board"
    icon = "table"
    menu_label = gettext_lazy("Board")
    menu_order = 50
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", views.BoardView.as_view(), name="index"),
            path("columns/", views.columns, name="columns"),
            path("<int:page_id>/claim/", views.claim, name="claim"),
            path("<int:page_id>/release/", views.release, name="release"),
            re_path(
                r"^(?P<page_id>\d+)/(?P<verb>approve|send-back)/$",
                views.DecisionView.as_view(),
                name="decide",
            ),
        ]


class Desks(ModelViewSet):
    name = "desks"
    model = Desk
    icon = "group"
    menu_label = gettext_lazy("Desks")
    add_to_settings_menu = True
    copy_view_enabled = False
    form_fields = ["name", "group", "sections"]
    list_display = ["name", "group"]


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ViewSet]:
    return [Board(), Assignments(), Desks()]


@hooks.register("construct_homepage_panels")
def show_my_desk(request: Any, shown: list[Any]) -> None:
    panels.replace_wagtails(request, shown)


@hooks.register("construct_homepage_summary_items", order=1000)  # after all others
def count_nothing(request: Any, items: list[Any]) -> None:
    """How many pages an archive has is no news, and is counted anew each time."""
    items.clear()


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))


@hooks.register("before_edit_page")
def keep_claim(request: Any, page: Page) -> None:
    """Who has the story open is still on it; whoever else opens it is told so."""
    if claims.renew(page.pk, user=request.user) or request.method != "GET":
        return
    held = claims.standing(timezone.now()).filter(page_id=page.pk)
    if other := held.select_related("user").first():
        name = get_user_display_name(other.user)
        said = _("%(name)s is on it since %(time)s.")
        told = {"name": name, "time": clock(other.at)}
        messages.info(request, said % told)


@hooks.register("register_page_header_buttons")
def brief_button(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """From the draft to what the desk asked for."""
    if not may_pitch(user):
        return
    assignment = Assignment.objects.filter(page_id=page.pk).first()
    if assignment is not None:
        yield Button(
            _("Brief"),
            reverse("assignments:start", args=[assignment.pk]),
            icon_name="calendar-check",
            priority=70,
        )


register_permission_policy(Assignment, AssignmentPolicy(Assignment))
