"""Find public pages that changed without an edition, and cut it. The truth is in the tables."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import structlog
from django.db import connection, transaction

from pages.models import PublicPage, PublishedDocument
from pages.signals import PublishRefused, about_to_go_live
from workflows.press import editions, publication, sources, takedown
from workflows.press.models import Action, DuePage, Edition, Source

log = structlog.get_logger("masthead.press")
LOCK = 0x73776570


def sweep() -> list[Edition]:
    """Look at everything that is or should be public; return the editions that were cut."""
    with _alone():
        return [*_sweep_resources(), *_sweep_pages()]


@contextmanager
def _alone() -> Iterator[None]:
    """Wait for another sweep to end: two that look at once would cut one change twice.

    The lock belongs to the session, so that each edition is a transaction of its own:
    nobody who publishes waits for the whole sweep.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _sweep_resources() -> list[Edition]:
    """Cut one edition for each resource that looks different than when it was pressed."""
    return [_follow(ref, digest) for ref, digest in sources.changed().items()]


@transaction.atomic
def _follow(ref: str, digest: str) -> Edition:
    remembered = Source.objects.filter(ref=ref)
    if digest:
        remembered.update(digest=digest)
    else:
        remembered.delete()
    return editions.cut_resource(ref, sources.users_of(ref))


def _sweep_pages() -> list[Edition]:
    """Cut editions for pages whose rows changed behind the published documents."""
    now = sources.page_digests()
    pressed = dict(PublishedDocument.objects.live().values_list("page_id", "source"))
    waiting = set(DuePage.objects.values_list("page_id", flat=True))
    gone = pressed.keys() - now.keys()
    changed = {pk for pk, digest in now.items() if pressed.get(pk) != digest} - waiting
    found = [_take_away(pk) for pk in sorted(gone)]
    found += [_publish(page) for page in _allowed(changed - _moved(changed))]
    found += [_move(top, below) for top, below in _moves(_allowed(_moved(changed)))]
    return [edition for edition in found if edition]


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


@transaction.atomic
def _publish(page: PublicPage) -> Edition | None:
    """Cut what a page calls for that was changed past `save()`, e.g. by a bulk update."""
    if not _differs(page.pk):
        return None  # published and pressed since we looked
    edition = publication.note(page)
    if edition is None:
        edition = editions.cut(
            Action.UPDATE, page_id=page.pk, revision_id=page.live_revision_id
        )
    return edition


def _differs(page_id: int) -> bool:
    pressed = PublishedDocument.objects.live().filter(page_id=page_id)
    digest = sources.page_digests([page_id]).get(page_id)
    return digest != pressed.values_list("source", flat=True).first()


@transaction.atomic
def _take_away(page_id: int) -> Edition | None:
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


def _move(top: PublicPage, below: list[PublicPage]) -> Edition:
    return editions.cut_move(top.pk, [page.pk for page in below])
