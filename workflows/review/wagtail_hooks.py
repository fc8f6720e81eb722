"""Review in Wagtail's admin."""

from typing import Any

from django.contrib.auth.models import Permission
from wagtail import hooks
from wagtail.admin.viewsets.pages import PageViewSet

from pages.models import ArticlePage, HomePage, SectionPage
from workflows.review import views
from workflows.review.models import Approval


class ReviewedPages(PageViewSet):
    edit_view_class = views.StoryEditView
    add_view_class = views.StoryCreateView
    workflow_action_view_class = views.DecisionView


class Stories(ReviewedPages):
    model = ArticlePage


class Sections(ReviewedPages):
    model = SectionPage


class Homes(ReviewedPages):
    model = HomePage


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[PageViewSet]:
    return [Stories(), Sections(), Homes()]


@hooks.register("register_permissions")
def register_permissions() -> Any:
    """Let Wagtail's group form grant what review asks for."""
    asked = [name for name, _ in Approval._meta.permissions]
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
