"""The legal check in Wagtail's admin: its screen, its button, and buttons that claim no more."""

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.action_menu import WorkflowMenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from pages.models import ArticlePage
from workflows.review.legal import flags, owed
from workflows.review.legal.screens import LegalScreen

WAGTAILS = "%(label)s and Publish"  # as in wagtail/admin/action_menu.py; it is translated there


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    return [path("legal/<int:page_id>/", LegalScreen.as_view(), name="review_legal")]


@hooks.register("register_page_header_buttons")
def legal_button(
    page: Page, user: Any, *_args: Any, **_kwargs: Any
) -> Iterator[Button]:
    if isinstance(page, ArticlePage) and flags.may_flag(page, user):
        is_flagged = owed.is_flagged(page.pk)
        yield Button(
            _("Legal check: flagged…") if is_flagged else _("Legal check…"),
            reverse("review_legal", args=[page.pk]),
            icon_name="clipboard-list",
            priority=45,
        )


@hooks.register("construct_page_action_menu")
def say_what_happens(items: list[Any], request: Any, context: Any) -> None:
    """Take back Wagtail's "… and Publish" at the last step: our labels say what follows."""
    approvals = [
        item
        for item in items
        if isinstance(item, WorkflowMenuItem) and item.name == "approve"
    ]
    if approvals and context["page"].current_workflow_state.is_at_final_task:
        before, after = gettext(WAGTAILS).split("%(label)s")
        for item in approvals:
            item.label = item.label.removeprefix(before).removesuffix(after)
