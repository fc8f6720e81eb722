"""Takedowns that are still running, as the home lists them."""

from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Page

from workflows.mirrors import following


@dataclass(frozen=True)
class Takedown:
    """One withdrawal or kill, and how many mirrors owe it."""

    page_id: int
    headline: str
    action: str
    by: str
    at: datetime
    mirrors: int


def running() -> list[Takedown]:
    """Return those which some mirror has not carried out, the oldest first."""
    found = following.running()
    pages = Page.objects.in_bulk([edition.page_id for edition, _ in found])
    return [
        Takedown(
            page_id=edition.page_id or 0,
            headline=page.title
            if (page := pages.get(edition.page_id))
            else f"{edition.page_id}",
            action=edition.get_action_display(),
            by=edition.actor_name,
            at=edition.at,
            mirrors=mirrors,
        )
        for edition, mirrors in found
    ]
