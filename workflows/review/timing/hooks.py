"""Schedule and embargo in Wagtail's admin: addresses, and buttons on a story that has an hour."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from workflows.review import decisions
from workflows.review.timing import embargo, lifts, views


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("lift/<int:page_id>/", views.LiftView.as_view(), name="review_lift"),
        path(
            "unschedule/<int:page_id>/",
            views.UnscheduleView.as_view(),
            name="review_unschedule",
        ),
    ]


@hooks.register("register_page_header_buttons")
def hour_buttons(
    page: Page, user: Any, *_args: Any, **_kwargs: Any
) -> Iterator[Button]:
    if page.scheduled_revision and decisions.is_editor_of(page, user):
        yield Button(
            _("Take off the schedule…"),
            reverse("review_unschedule", args=[page.pk]),
            icon_name="calendar-alt",
            priority=50,
        )
    if lifts.may_lift(page, user) and embargo.binding_hour(page.pk):
        yield Button(
            _("Lift embargo…"),
            reverse("review_lift", args=[page.pk]),
            icon_name="lock-open",
            priority=51,
        )
