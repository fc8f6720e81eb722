"""Who tries, what they try it on, and what must be as it was afterwards."""

from typing import Any

from django.contrib.auth.models import User
from wagtail.models import Page, Revision

from pages.models import ArticlePage, PublishedDocument
from workflows.press.models import Edition, PublishedFile
from workflows.review.models import Approval


def everything() -> dict[str, Any]:
    """Return what readers can get, and what says that somebody let it out."""
    pages = Page.objects.filter(live=True).order_by("pk")
    return {
        "live": list(pages.values_list("pk", "live_revision_id", "title", "slug")),
        "documents": list(
            PublishedDocument.objects.order_by("pk").values_list("pk", "digest")
        ),
        "files": list(
            PublishedFile.objects.order_by("pk").values_list("pk", "digest", "gone")
        ),
        "editions": Edition.objects.count(),
        "approvals": Approval.objects.count(),
        "schedules": list(
            Revision.objects.exclude(approved_go_live_at=None).values_list("pk")
        ),
    }


def text_of(page: ArticlePage) -> str:
    newest = ArticlePage.objects.get(pk=page.pk).get_latest_revision()
    return str(newest.content["body"])


def named(user: User) -> str:
    return str(user.username)
