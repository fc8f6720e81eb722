"""Every story with a record, newest first."""

from typing import Any

from django.db.models import QuerySet

from workflows.review.models import Entry
from workflows.review.record import access


def newest_entries(user: Any, *, words: str = "") -> QuerySet[Entry]:
    """Return the newest entry of each story whose record `user` may read.

    Args:
        user: who looks.
        words: only stories whose headline, as it was last entered, holds them.
    """
    entries = Entry.objects.all()
    if not access.may_read_all(user):
        entries = entries.filter(page_id__in=access.readable_pages(user).values("pk"))
    last = entries.order_by("page_id", "-at", "-pk").distinct("page_id")
    found = Entry.objects.filter(pk__in=last.values("pk"))
    if words:
        found = found.filter(headline__icontains=words)
    return found.order_by("-at", "-pk")
