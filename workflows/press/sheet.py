"""A page as rendered, before any of it is written: what it shows, and whether that still holds."""

from dataclasses import dataclass

from pages.models import PublicPage, PublishedDocument
from pages.public.forms import Form
from pages.public.resolver import Resolver
from pages.signals import about_to_go_live
from workflows.press import editions, history, site, sources
from workflows.press.models import Edition
from workflows.press.render import document, files, redirects


@dataclass(frozen=True)
class Sheet:
    """A rendered page, not yet in the tree.

    began: the number of the newest edition when its reading began.
    fingerprint: of the page's own rows, as they were then.
    """

    page: PublicPage
    form: Form
    files: dict[str, files.Rendered]
    resolver: Resolver
    newsroom: Form
    began: int
    fingerprint: str


def render(page_id: int, *, edition: int) -> Sheet | None:
    """Render a live page from its row as it stands; None when it is not live (any more).

    The sheet carries `edition`, or the edition it has already if it reads the same.

    Raises:
        PublishRefused: the row was changed past review; what is public stays as it is.
    """
    began = editions.newest_number()
    fingerprint = sources.page_fingerprints([page_id]).get(page_id, "")
    newsroom = site.context_of_fronts()
    sources.note_site(newsroom)
    read = _read(page_id)
    if read is None:
        return None
    page, form, resolver = read
    before = PublishedDocument.objects.filter(page_id=page_id).first()
    number = edition
    if before and not document.changed_since(before, form):
        number = before.edition
    if before and before.html_path not in ("", page.public_path):
        redirects.remember(page, before.html_path)
    form = document.numbered(form, number)
    rendered = files.of_page(page, form, newsroom)
    return Sheet(page, form, rendered, resolver, newsroom, began, fingerprint)


def is_overtaken(sheet: Sheet) -> bool:
    """Say whether something that the sheet shows has changed since it was read.

    Until it is written nobody knows what it shows, so whoever changes that cannot owe
    it: a story killed in between would stand in it for good. Ask under the tree's lock,
    which every change of the public holds until it is committed.
    """
    refs = [*sheet.resolver.uses, site.SITE, site.ADDRESSES]
    if Edition.objects.filter(number__gt=sheet.began, ref__in=refs).exists():
        return True
    read = sheet.resolver.pages
    live = PublishedDocument.objects.live().filter(page_id__in=read)
    return dict.fromkeys(read, "") | dict(live.values_list("page_id", "digest")) != read


def _read(page_id: int) -> tuple[PublicPage, Form, Resolver] | None:
    """Read a live page and all it shows; once more if it shows something for the first time.

    How that looks is remembered before it is read for good, so that no change of it can
    hide between the two.
    """
    while True:
        page = PublicPage.find(page_id)
        if page is None or not page.live:
            return None
        about_to_go_live.send(sender=type(page), page=page)
        resolver = Resolver()
        form = history.told(page, page.public(resolver))
        if not sources.note(resolver.uses):
            return page, form, resolver
