"""The record in Wagtail's admin: addresses, a button on each story, a report."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from workflows.review.record import access, views


class RecordsMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return access.may_read_some(request.user)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("record/", views.index, name="review_records"),
        path("record/<int:page_id>/", views.show, name="review_record"),
        path("record/<int:page_id>/paper/", views.on_paper, name="review_record_paper"),
        path("record/<int:page_id>/csv/", views.as_file, name="review_record_csv"),
    ]


@hooks.register("register_page_header_buttons")
def record_button(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    if page.depth > 1 and access.may_read(page, user):
        yield Button(
            _("Who let this out"),
            reverse("review_record", args=[page.pk]),
            icon_name="history",
            priority=70,
        )


@hooks.register("register_reports_menu_item")
def register_report() -> MenuItem:
    return RecordsMenuItem(
        gettext_lazy("Who let this out"),
        reverse("review_records"),
        name="records",
        icon_name="history",
        order=300,
    )
