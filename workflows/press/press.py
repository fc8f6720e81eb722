"""Press: render what is owed, once, and put it into the published tree.

Rendering happens outside of any transaction and may take its time. Writing is short,
one writer at a time, and looks once more whether the page is still owed: a takedown in
between wins.
"""

from dataclasses import dataclass

import structlog
from django.db import OperationalError, transaction
from django.utils import timezone

from pages.models import PublicPage, PublishedDocument
from pages.public.forms import Form
from pages.public.resolver import Resolver
from pages.signals import about_to_go_live
from workflows.press import (
    editions,
    fronts,
    media,
    owed,
    site,
    sitemap,
    sources,
    tree,
)
from workflows.press.models import Action, DuePage, Edition, PublishedFile
from workflows.press.models.due import Rank
from workflows.press.render import document, files, redirects
from workflows.press.tree import TreeChange

log = structlog.get_logger("masthead.press")


@dataclass(frozen=True)
class Sheet:
    """A rendered page, not yet in the tree."""

    page: PublicPage
    form: Form
    files: dict[str, files.Rendered]
    resolver: Resolver
    source: str
    newsroom: Form


def press() -> int:
    """Press until nothing is ready; return how many pages were pressed."""
    count = 0
    while row := owed.claim():
        count += press_page(row)
    settle()
    return count


def press_page(row: DuePage) -> bool:
    """Press one page. A failure parks it with its error and holds up nobody else.

    When the database fails nothing is wrong with the story: it stays owed as it was,
    and its next try was set when it was claimed.
    """
    try:
        sheet = render(row.page_id, edition=row.edition)
        if sheet is None:
            owed.pay(row)
            return False
        return _come_back(row, sheet) if row.last_error else _write(row, sheet)
    except OperationalError as error:
        log.warning("press_interrupted", story=row.page_id, error=str(error))
        return False
    except Exception as error:  # noqa: BLE001 — any fault of one story must not stop the others
        _park(row, error)
        return False


def render(page_id: int, *, edition: int) -> Sheet | None:
    """Render a live page from its row as it stands; None when it is not live (any more).

    The sheet carries `edition`, or the edition it has already if it reads the same.

    Raises:
        PublishRefused: the row was changed past review; what is public stays as it is.
    """
    source = sources.page_digests([page_id]).get(page_id, "")
    page = PublicPage.find(page_id)
    if page is None or not page.live:
        return None
    about_to_go_live.send(sender=type(page), page=page)
    resolver = Resolver()
    form = page.public(resolver)
    before = PublishedDocument.objects.filter(page_id=page_id).first()
    number = edition
    if before and not document.changed_since(before, form):
        number = before.edition
    if before and before.html_path not in ("", page.public_path):
        redirects.remember(page, before.html_path)
    form = document.numbered(form, number)
    newsroom = site.context()
    rendered = files.of_page(page, form, newsroom)
    return Sheet(page, form, rendered, resolver, source, newsroom)


@transaction.atomic
def _come_back(row: DuePage, sheet: Sheet) -> bool:
    """Owe a page that was parked and renders again under a number of its own.

    Consumers of the change feed have passed its old number by now.
    """
    late = Edition.objects.filter(number=row.edition, page_id=row.page_id).first()
    editions.cut(
        Action(late.action) if late else Action.UPDATE,
        page_id=row.page_id,
        revision_id=sheet.page.live_revision_id,
    )
    return False


@transaction.atomic
def _write(row: DuePage, sheet: Sheet) -> bool:
    tree.lock()
    if not DuePage.objects.filter(page_id=row.page_id, edition=row.edition).exists():
        return False  # published anew, or taken down, while we rendered
    before = PublishedDocument.objects.filter(page_id=row.page_id).first()
    change = TreeChange(row.edition, urgent=row.urgent)
    changed = _put_document(sheet, before, change)
    _put_files(sheet, change)
    site.put_assets(change)
    shown = media.files_of(row.page_id)
    media.put(change, sheet.resolver)
    media.note_uses(row.page_id, sheet.resolver)
    media.remove_unused(change, shown)
    sources.note(sheet.resolver.uses, site.fingerprint(sheet.newsroom))
    if changed:
        _owe_followers(sheet, before, row.edition, urgent=row.urgent)
        sitemap.put_month(change, sheet.page.first_published_at)
    change.announce()
    owed.pay(row)
    _note_pressed(row)
    log.info("pressed", edition=row.edition, story=row.page_id, files=len(change.files))
    return True


def _put_document(
    sheet: Sheet, before: PublishedDocument | None, change: TreeChange
) -> bool:
    """Write the published document; say whether it reads differently than before."""
    row = document.row(sheet.page, sheet.form, source=sheet.source, at=timezone.now())
    changed = before is None or row.digest != before.digest
    if before and not changed:
        row.changed_at = before.changed_at
    row.save(force_insert=before is None, force_update=before is not None)
    path = f"/api/v2/pages/{row.page_id}/index.json"
    change.put(path, row.document.encode(), "application/json", page_id=row.page_id)
    return changed


def _put_files(sheet: Sheet, change: TreeChange) -> None:
    """Write the page's files; take away those it no longer has."""
    page_id = sheet.page.pk
    for path, rendered in sheet.files.items():
        change.put(path, rendered.data, rendered.type, page_id=page_id)
    kept = {*sheet.files, f"/api/v2/pages/{page_id}/index.json"}
    stale = PublishedFile.objects.standing().of_page(page_id).exclude(path__in=kept)
    change.remove(stale)


def _owe_followers(
    sheet: Sheet, before: PublishedDocument | None, edition: int, *, urgent: bool
) -> None:
    """Owe every front and every page that shows this one, as it was and as it is."""
    now = PublishedDocument.objects.get(page_id=sheet.page.pk)
    showing = set(sources.users_of(f"page:{now.page_id}"))
    above = fronts.of_document(now) | (fronts.of_document(before) if before else set())
    itself = {now.page_id}
    owed.owe(above - itself, edition, rank=Rank.FRONT, urgent=urgent)
    owed.owe(showing - above - itself, edition, rank=Rank.DEPENDENT, urgent=urgent)


def _note_pressed(row: DuePage) -> None:
    text = PublishedDocument.objects.get(page_id=row.page_id)
    Edition.objects.filter(number=row.edition, page_id=row.page_id).update(
        pressed_at=timezone.now(), digest=text.digest
    )


def _park(row: DuePage, error: Exception) -> None:
    owed.park(row, f"{type(error).__name__}: {error}")
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


def settle() -> None:
    """Mark editions of resources and moves as pressed once nothing older is owed."""
    waiting = DuePage.objects.filter(last_error="").order_by("edition").first()
    done = Edition.objects.unpressed()
    if waiting is not None:
        done = done.filter(number__lt=waiting.edition)
    done.update(pressed_at=timezone.now())
