"""Takedowns that are still running: some mirror owes files of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from wagtail.models import Page

from workflows.mirrors.models import DueFile
from workflows.press.models import Edition


@dataclass(frozen=True)
class Takedown:
    """One withdrawal or kill, and what is owed of it."""

    page_id: int
    headline: str
    action: str
    by: str
    at: datetime
    files: int
    mirrors: int


def running() -> list[Takedown]:
    """Return those which some mirror has not carried out, the oldest first."""
    urgent = DueFile.objects.filter(
        urgent=True, edition__in=Edition.objects.takedowns().values("number")
    )
    owed = {
        row["edition"]: row
        for row in urgent.values("edition").annotate(
            files=Count("pk"), mirrors=Count("mirror", distinct=True)
        )
    }
    editions = Edition.objects.filter(number__in=owed).order_by("number")
    found = list(editions)
    pages = Page.objects.in_bulk([edition.page_id for edition in found])
    return [
        _takedown(each, pages.get(each.page_id), owed[each.number]) for each in found
    ]


def _takedown(edition: Edition, page: Page | None, owed: Mapping[str, Any]) -> Takedown:
    return Takedown(
        page_id=edition.page_id or 0,
        headline=page.title if page else f"{edition.page_id}",
        action=edition.get_action_display(),
        by=edition.actor_name,
        at=edition.at,
        files=owed["files"],
        mirrors=owed["mirrors"],
    )
