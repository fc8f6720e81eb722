"""Who may read a story's record: editors of its desk, chief editors, the lawyers."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from pages.models import PublicPage
from workflows.review import decisions

EVERY_DESK = ("review.break_glass", "review.clear_legal")


def may_read_all(user: Any) -> bool:
    """Say whether `user` reads every record, those of deleted stories included."""
    return user.is_active and any(user.has_perm(name) for name in EVERY_DESK)


def may_read(page: PublicPage | None, user: Any) -> bool:
    """Say whether `user` reads the record of `page`; None is a story that was deleted."""
    if may_read_all(user):
        return True
    return page is not None and decisions.is_editor_of(page, user)


def may_read_some(user: Any) -> bool:
    return may_read_all(user) or user.has_perm("review.approve_story")


def readable_pages(user: Any) -> QuerySet[Page]:
    """Return the pages whose records `user` may read, for one who does not read all."""
    found: QuerySet[Page] = page_permission_policy.instances_user_has_permission_for(
        user, "change"
    )
    return found
