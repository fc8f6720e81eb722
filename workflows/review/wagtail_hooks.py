"""Review in Wagtail's admin."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.admin.widgets import Button
from wagtail.models import Page

from pages.models import ArticlePage, HomePage, SectionPage
from workflows.review import lanes
from workflows.review.legal import hooks as legal_hooks  # noqa: F401 — they register
from workflows.review.models import Approval
from workflows.review.models.approval import Kind
from workflows.review.readiness.panel import readiness
from workflows.review.record import hooks as record  # noqa: F401 — it registers hooks
from workflows.review.timing import hooks as timing  # noqa: F401 — it registers hooks
from workflows.review.timing.views import WagtailsUnscheduleView
from workflows.review.views import decide, edit
from workflows.review.views.conflict import known_before
from workflows.review.views.lanes import CloseReviewView, PublishAloneView


class ReviewedPages(PageViewSet):
    edit_view_class = edit.StoryEditView
    add_view_class = edit.StoryCreateView
    revisions_revert_view_class = edit.StoryRestoreView
    workflow_action_view_class = decide.DecisionView
    collect_workflow_action_data_view_class = decide.CollectDecisionView
    revisions_unschedule_view_class = WagtailsUnscheduleView


class Stories(ReviewedPages):
    model = ArticlePage


class Sections(ReviewedPages):
    model = SectionPage


class Homes(ReviewedPages):
    model = HomePage


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[PageViewSet]:
    return [Stories(), Sections(), Homes()]


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    alone = PublishAloneView.as_view()
    return [
        path("readiness/<int:page_id>/", readiness, name="review_readiness"),
        path("alone/<int:page_id>/<slug:kind>/", alone, name="review_alone"),
        path(
            "reviews/<int:pk>/", CloseReviewView.as_view(), name="review_after_the_fact"
        ),
    ]


@hooks.register("register_permissions")
def register_permissions() -> Any:
    """Let Wagtail's group form grant what review asks for."""
    asked = [name for name, label in Approval._meta.permissions]
    return Permission.objects.filter(
        content_type__app_label="review", codename__in=asked
    )


@hooks.register("construct_page_action_menu")
def offer_only_what_review_allows(items: list[Any], request: Any, context: Any) -> None:
    """Nobody publishes past review, so nobody is offered it; a takedown has its own screen."""
    items[:] = [
        item
        for item in items
        if item.name not in ("action-publish", "action-unpublish")
    ]


@hooks.register("register_page_header_buttons")
def lane_buttons(page: Page, user: Any, *args: Any, **kwargs: Any) -> Iterator[Button]:
    """What one person may publish alone; the screen behind says what stands in the way."""
    if not isinstance(page, ArticlePage) or not page.latest_revision_id:
        return
    lane = {
        Kind.BREAKING: (_("Publish as breaking news…"), "upload", 40),
        Kind.BREAK_GLASS: (_("Break-glass…"), "warning", 55),
    }
    for kind, (label, icon, priority) in lane.items():
        if lanes.may_take(kind, page, user):
            url = reverse("review_alone", args=[page.pk, kind])
            yield Button(label, url, icon_name=icon, priority=priority)


@hooks.register("register_page_header_buttons")
def compare_button(
    page: Page, user: Any, *args: Any, **kwargs: Any
) -> Iterator[Button]:
    known = known_before(page) if isinstance(page, ArticlePage) else None
    if known and known != page.latest_revision_id:
        url_name = "wagtailadmin_pages:revisions_compare"
        yield Button(
            _("What changed"),
            reverse(url_name, args=[page.pk, known, page.latest_revision_id]),
            icon_name="glasses",
            priority=35,
        )


@hooks.register("insert_editor_js")
def editing_script() -> str:
    return format_html('<script src="{}"></script>', static("review/editing.js"))


@hooks.register("insert_global_admin_css")
def stylesheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("review/review.css"))
