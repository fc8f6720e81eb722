"""Find public pages that changed without an edition, and cut it. The truth is in the tables.

Looking takes no lock and may be long. Cutting is short: one at a time, each in a
transaction of its own, and only if a second look finds the same. So sweeps may run at
once, and whoever publishes never waits for one.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import structlog
from django.db import connection, transaction
from wagtail.models import Page

from pages.models import PublicPage, PublishedDocument
from pages.signals import PublishRefused, about_to_go_live
from pages.significance import Significance
from workflows.press import editions, publication, site, sources, takedown, tree
from workflows.press.models import Action, DuePage, Edition, Source
from workflows.press.models.due import Rank

log = structlog.get_logger("masthead.press")
CUTTING, SWEEPING = 0x73776570, 0x73776571


def sweep() -> list[Edition]:
    """Look at everything that is or should be public; return the editions that were cut."""
    return [*sweep_resources(), *_sweep_pages(sources.slices())]


def sweep_if_nobody_does() -> list[Edition]:
    """Sweep, unless another process is at it: what it misses, the next tick finds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SWEEPING])
        if not cursor.fetchone()[0]:
            return []
        try:
            return sweep()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SWEEPING])


def sweep_resources(refs: Iterable[str] | None = None) -> list[Edition]:
    """Cut one edition for each resource that looks different than when it was pressed.

    Args:
        refs: the resources to look at (`author:3`, `site`); all of them if None.
    """
    cut = (_follow(ref) for ref in sources.changed(refs))
    return [edition for edition in cut if edition]


def sweep_below(page_id: int) -> list[Edition]:
    """Look at a page and everything below it: its address may have changed."""
    top = Page.objects.filter(pk=page_id).first()
    below = (
        Page.objects.filter(path__startswith=top.path) if top else Page.objects.none()
    )
    return _sweep_pages(sources.in_slices(below.values_list("pk", flat=True)))


@contextmanager
def _cutting() -> Iterator[None]:
    """Let no other sweep cut between the second look and the edition."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CUTTING])
        yield


def _follow(ref: str) -> Edition | None:
    with _cutting():
        editions.hold()
        tree.lock()  # no page is written between the look at its users and the edition
        change = sources.changed([ref])
        if not change:
            return None
        remembered = Source.objects.filter(ref=ref)
        if fingerprint := change[ref]:
            remembered.update(fingerprint=fingerprint)
        else:
            remembered.delete()
        rank = Rank.FRONT if ref == site.ADDRESSES else Rank.DEPENDENT
        return editions.cut_resource(ref, sources.users_of(ref), rank=rank)


def _sweep_pages(slices: Iterable[list[int]]) -> list[Edition]:
    """Cut editions for pages whose rows changed behind the published documents."""
    gone, changed = _look(slices)
    found = [_take_away(pk) for pk in sorted(gone)]
    moved = _moved(changed)
    found += [_publish(page.pk) for page in _allowed(changed - moved)]
    found += [_move(top, below) for top, below in _moves(_allowed(moved))]
    return [edition for edition in found if edition]


def _look(slices: Iterable[list[int]]) -> tuple[set[int], set[int]]:
    """Return the pages that left, and those that are not pressed as they stand.

    What is owed is read first: a page that is pressed meanwhile then looks pressed.
    """
    gone: set[int] = set()
    changed: set[int] = set()
    for ids in slices:
        waiting = DuePage.objects.filter(page_id__in=ids)
        owed = set(waiting.values_list("page_id", flat=True))
        documents = PublishedDocument.objects.live().filter(page_id__in=ids)
        pressed = dict(documents.values_list("page_id", "fingerprint"))
        now = sources.page_fingerprints(ids)
        gone |= pressed.keys() - now.keys()
        changed |= {pk for pk in now if now[pk] != pressed.get(pk)} - owed
    return gone, changed


def _still_changed(page_ids: Iterable[int]) -> set[int]:
    return _look(sources.in_slices(page_ids))[1]


def _allowed(page_ids: Iterable[int]) -> list[PublicPage]:
    """Return the pages whose text the gate lets out; say loudly which it does not."""
    allowed = []
    for page_id in sorted(page_ids):
        page = PublicPage.find(page_id)
        if page is None:
            continue
        try:
            about_to_go_live.send(sender=type(page), page=page)
        except PublishRefused as refusal:
            log.error("changed_without_approval", story=page_id, error=str(refusal))
        else:
            allowed.append(page)
    return allowed


def _publish(page_id: int) -> Edition | None:
    """Cut what a page calls for that was changed past `save()`, e.g. by a bulk update."""
    with _cutting():
        PublicPage.lock(page_id)
        page = PublicPage.find(page_id)
        if page is None or not _still_changed([page_id]):
            return None
        return publication.note(page) or editions.cut(
            Action.UPDATE,
            page_id=page_id,
            revision_id=page.live_revision_id,
            significance=Significance.MINOR,  # no new text: nobody is told
        )


def _take_away(page_id: int) -> Edition | None:
    with _cutting():
        PublicPage.lock(page_id)
        if Page.objects.live().filter(pk=page_id).exists():
            return None  # published since we looked
        last = publication.last_word(page_id)
        if last and last.action in publication.TAKEDOWNS:
            return None
        return takedown.take_away(
            page_id, action=Action.WITHDRAW, reason=takedown.Reason.OTHER
        )


def _moved(page_ids: set[int]) -> set[int]:
    documents = PublishedDocument.objects.live().filter(page_id__in=page_ids)
    before = dict(documents.values_list("page_id", "html_path"))
    return {
        page.pk
        for page in map(PublicPage.find, before)
        if page and page.public_path != before[page.pk]
    }


def _moves(pages: list[PublicPage]) -> list[tuple[PublicPage, list[PublicPage]]]:
    """Group moved pages under the topmost one that moved: that is one edition."""
    tops: dict[str, list[PublicPage]] = {}
    found = {}
    for page in sorted(pages, key=lambda page: str(page.path)):
        top = next((path for path in tops if page.path.startswith(path)), None)
        if top is None:
            found[page.path] = page
            tops[page.path] = []
        else:
            tops[top].append(page)
    return [(found[path], below) for path, below in tops.items()]


def _move(top: PublicPage, below: list[PublicPage]) -> Edition | None:
    with _cutting():
        PublicPage.lock(top.pk)
        moved = _still_changed([top.pk, *(page.pk for page in below)])
        if top.pk not in moved:
            return None
        return editions.cut_move(top.pk, moved - {top.pk})
