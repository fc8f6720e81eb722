"""Takedowns in Wagtail's admin."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from workflows.press import views
from workflows.press.forms import allowed_actions


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    return [path("takedown/<int:page_id>/", views.take_down, name="press_takedown")]


@hooks.register("register_permissions")
def register_permissions() -> Any:
    """Let Wagtail's group form grant takedowns."""
    return Permission.objects.filter(
        content_type__app_label="press", codename__in=["withdraw_story", "kill_story"]
    )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def takedown_button(
    page: Page, user: Any, *args: Any, **kwargs: Any
) -> Iterator[Button]:
    if page.depth > 1 and allowed_actions(user):
        yield Button(
            _("Take down…"),
            reverse("press_takedown", args=[page.pk]),
            icon_name="warning",
            priority=60,
        )
