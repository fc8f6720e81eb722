"""Press: render what is owed, once, and put it into the published tree.

Rendering happens outside of any transaction and may take its time. Writing is short,
one writer at a time, and looks once more whether the page is still owed, and whether
what it shows is still as it was: a takedown in between wins.
"""

import time
from contextlib import suppress
from dataclasses import replace

import structlog
from billiard.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.models import PublishedDocument
from pages.refusals import SaysItself
from pages.significance import Significance
from workflows.press import (
    editions,
    fronts,
    history,
    media,
    owed,
    site,
    sitemap,
    sources,
    tree,
)
from workflows.press.models import Action, DuePage, Edition, PublishedFile
from workflows.press.models.due import Rank
from workflows.press.nudge import nudge
from workflows.press.render import document, files
from workflows.press.sheet import Sheet, is_overtaken, render
from workflows.press.tree import TreeChange

log = structlog.get_logger("masthead.press")
SECONDS = 25.0  # one task's share; below the worker's time limit
URGENT_SECONDS = 10.0  # what a person who takes a story down may have to wait


class BringsDown(SaysItself, RuntimeError):
    says = _(
        "Each try to press it ended without a word: its worker was killed, ran out of"
        " memory or out of time. Look at what the page holds, e.g. its pictures."
    )


def press(*, seconds: float = SECONDS) -> int:
    """Press until nothing is ready; return how many pages were pressed.

    Args:
        seconds: after this time no further page is begun, and a worker is asked for.
    """
    until = time.monotonic() + seconds
    count = 0
    while time.monotonic() < until and (row := owed.claim()):
        count += press_page(row)
    settle()
    if owed.is_ready():
        nudge()
    return count


def press_urgent(*, seconds: float = URGENT_SECONDS) -> int:
    """Press what a takedown left owed, and nothing else; return how many pages.

    Best effort, for whoever took a story down: until then feeds, fronts and other
    stories show it. What is left is the worker's.
    """
    until = time.monotonic() + seconds
    count = 0
    while time.monotonic() < until and (row := owed.claim(urgent_only=True)):
        count += press_page(row)
    return count


def press_page(row: DuePage) -> bool:
    """Press one page. A failure parks it with its error and holds up nobody else.

    So does one that nobody lived to see, before it is tried once more.

    When the database fails nothing is wrong with the story: it stays owed, its next try
    was set when it was claimed, and this one does not count.

    Raises:
        SoftTimeLimitExceeded: the worker's time is over. It stays owed; the try counts.
    """
    if owed.is_poison(row):
        _park(row, BringsDown())
    try:
        sheet = render(row.page_id, edition=row.edition)
        if sheet is None:
            owed.pay(row)
            return False
        return _write(row, sheet)
    except SoftTimeLimitExceeded as error:
        log.warning("press_interrupted", story=row.page_id, error=repr(error))
        raise
    except OperationalError as error:
        log.warning("press_interrupted", story=row.page_id, error=repr(error))
        with suppress(OperationalError):  # it fails still: then the try counts
            owed.give_back(row)
        return False
    except Exception as error:  # noqa: BLE001 — any fault of one story must not stop the others
        _park(row, error)
        return False


@transaction.atomic
def _write(row: DuePage, sheet: Sheet) -> bool:
    if row.last_error:
        editions.hold()  # before the tree, as whoever publishes takes them
    tree.lock()
    if not owed.still(row).exists():
        return False  # published anew, owed anew, or taken down, while we rendered
    if is_overtaken(sheet):
        owed.put_back(row)
        log.info("rendered_again", edition=row.edition, story=row.page_id)
        return False
    before = PublishedDocument.objects.filter(page_id=row.page_id).first()
    if row.last_error:
        row = _renumber(row, sheet)
        if document.changed_since(before, sheet.form):
            sheet = _numbered(sheet, row.edition)
    change = TreeChange(row.edition, urgent=row.urgent)
    now = _put_document(sheet, before, change)
    _put_files(sheet, change)
    site.put_assets(change)
    shown = media.files_of(row.page_id)
    media.put(change, sheet.resolver)
    rendered = (file.data for file in sheet.files.values())
    media.note_uses(row.page_id, sheet.resolver, rendered)
    media.remove_unused(change, shown)
    if before is None or before.digest != now.digest:
        _owe_followers(now, before, row)
        sitemap.put(change, now.page_id, now.first_published_at)
    change.announce()
    owed.pay(row)
    _note_pressed(row, now)
    log.info("pressed", edition=row.edition, story=row.page_id, files=len(change.files))
    return True


def _renumber(row: DuePage, sheet: Sheet) -> DuePage:
    """Give a page that was parked an edition of its own, in the transaction that writes it.

    Consumers of the change feed have passed its old number by now. If writing fails
    again, the new number was never taken.
    """
    late = Edition.objects.filter(number=row.edition, page_id=row.page_id).first()
    editions.cut(
        Action(late.action) if late else Action.UPDATE,
        page_id=row.page_id,
        revision_id=sheet.page.live_revision_id,
        significance=late.significance if late else Significance.MINOR,
    )
    return DuePage.objects.get(page_id=row.page_id)


def _numbered(sheet: Sheet, edition: int) -> Sheet:
    form = history.told(sheet.page, document.numbered(sheet.form, edition))
    return replace(
        sheet, form=form, files=files.of_page(sheet.page, form, sheet.newsroom)
    )


def _put_document(
    sheet: Sheet, before: PublishedDocument | None, change: TreeChange
) -> PublishedDocument:
    """Write the published document and return it; its time changes only with its text."""
    row = document.row(
        sheet.page, sheet.form, fingerprint=sheet.fingerprint, at=timezone.now()
    )
    if before and row.digest == before.digest:
        row.changed_at = before.changed_at
    row.save(force_insert=before is None, force_update=before is not None)
    path = f"/api/v2/pages/{row.page_id}/index.json"
    change.put(path, row.document.encode(), "application/json", page_id=row.page_id)
    return row


def _put_files(sheet: Sheet, change: TreeChange) -> None:
    """Write the page's files; take away those it no longer has."""
    page_id = sheet.page.pk
    for path, rendered in sheet.files.items():
        change.put(path, rendered.data, rendered.type, page_id=page_id)
    kept = {*sheet.files, f"/api/v2/pages/{page_id}/index.json"}
    stale = PublishedFile.objects.standing().of_page(page_id).exclude(path__in=kept)
    change.remove(stale)


def _owe_followers(
    now: PublishedDocument, before: PublishedDocument | None, row: DuePage
) -> None:
    """Owe every front and every page that shows this one, as it was and as it is."""
    showing = set(sources.users_of(f"page:{now.page_id}"))
    above = fronts.of_document(now) | (fronts.of_document(before) if before else set())
    itself = {now.page_id}
    rest = showing - above - itself
    owed.owe(above - itself, row.edition, rank=Rank.FRONT, urgent=row.urgent)
    owed.owe(rest, row.edition, rank=Rank.DEPENDENT, urgent=row.urgent)


def _note_pressed(row: DuePage, now: PublishedDocument) -> None:
    Edition.objects.filter(number=row.edition, page_id=row.page_id).update(
        pressed_at=timezone.now(), digest=now.digest
    )


def _park(row: DuePage, error: Exception) -> None:
    row.last_error = f"{type(error).__name__}: {error}"[:2000]
    if not owed.park(row):
        return
    Edition.objects.filter(number=row.edition, page_id=row.page_id).update(
        pressed_at=timezone.now(), parked=True
    )
    log.error(
        "parked",
        edition=row.edition,
        story=row.page_id,
        error=str(error),
        exc_info=error,
    )
    if row.urgent:
        log.error(
            "takedown_incomplete",
            edition=row.edition,
            story=row.page_id,
            error=str(error),
        )


def settle() -> None:
    """Mark editions as pressed once nothing as old is owed.

    Those of resources and moves have no page that would say so; of a page's own it is
    those that a later one overtook before they were pressed.
    """
    waiting = DuePage.objects.filter(last_error="").order_by("edition").first()
    done = Edition.objects.unpressed()
    if waiting is not None:
        done = done.filter(number__lt=waiting.edition)
    done.update(pressed_at=timezone.now())
