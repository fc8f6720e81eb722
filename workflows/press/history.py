"""A story's history: what readers were told of it, edition by edition.

Made of editions, and of the notes that the story still carries: what it no longer says,
its history does not say either. What was before a kill must not have run.
"""

from collections.abc import Collection
from itertools import takewhile

from pages.models import ArticlePage, PublicPage
from pages.public.forms import Form, timestamp
from pages.significance import Significance
from workflows.press.models import Action, Edition

KINDS = {
    Action.PUBLISH: "published",
    Action.UPDATE: "updated",
    Action.WITHDRAW: "withdrawn",
    Action.RESTORE: "restored",
}


def told(page: PublicPage, form: Form) -> Form:
    """Return a page's form; a story's with its history, the newest first.

    Each event has `kind`, `text`, `by`, `at` and `edition`. Minor updates are none.
    """
    if not isinstance(page, ArticlePage):
        return form
    editions = _since_a_kill(page.pk)
    oldest = editions[-1].number if editions else 0
    notes = [note for note in form["corrections"] if (note["edition"] or 0) >= oldest]
    explained = {note["edition"] for note in notes}
    began = form["meta"]["first_published_at"]
    events = [
        _event(edition, began) for edition in editions if _is_told(edition, explained)
    ]
    in_order = sorted([*notes, *events], key=lambda event: -event["edition"])
    return form | {"history": in_order}


def address_of(html_url: str) -> str:
    """Return where the history of the story at `html_url` is, e.g. `/news/harbor/history/`."""
    return f"{html_url}history/"


def has_page(form: Form) -> bool:
    """Say whether there is more to tell than that the story was published."""
    return len(form["history"]) > 1


def _since_a_kill(page_id: int) -> list[Edition]:
    """Return what happened to a page in public, the newest first."""
    happened = Edition.objects.filter(page_id=page_id).order_by("-number")
    return list(takewhile(lambda edition: edition.action != Action.KILL, happened))


def _is_told(edition: Edition, explained: Collection[int]) -> bool:
    """Say whether an edition is an event by itself; one that brought notes is told by them.

    One that could not be pressed is told by the one that made up for it.
    """
    if edition.parked or edition.significance == Significance.MINOR:
        return False
    if edition.action == Action.UPDATE and edition.number in explained:
        return False
    return edition.action in KINDS


def _event(edition: Edition, began: str | None) -> Form:
    """Return an edition as an event; a story that ran elsewhere keeps its first hour."""
    is_first = edition.action == Action.PUBLISH
    return {
        "kind": KINDS[Action(edition.action)],
        "text": edition.note,
        "by": edition.by,
        "at": began if is_first else timestamp(edition.at),
        "edition": edition.number,
    }
