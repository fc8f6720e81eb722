"""Old addresses of a page: each holds a small page that leads to the new one."""

from collections.abc import Iterator

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.models import Redirect

from pages.addresses import OF_THE_TREE
from pages.models import PublicPage, PublishedDocument
from pages.public.forms import Form
from pages.refusals import SaysItself
from workflows.press import history, names

log = structlog.get_logger("masthead.press")

# Files of the tree by their last name, anywhere and at the top: no folder has such a name.
FILES = frozenset({"index.html", "index.json", "gone.html", "gone.json"})
TOP_FILES = frozenset({"404.html", "sitemap.xml", "news-sitemap.xml"})
LONGEST = Redirect._meta.get_field("old_path").max_length


class OldPathRefused(SaysItself, ValueError):
    says = _("Nothing can lead on from this old address.")


class Occupied(OldPathRefused):
    says = _("This cannot lead elsewhere: the newsroom needs this address itself.")


class NotServable(OldPathRefused):
    says = _("This cannot be an old address: no mirror could serve it.")


class TooLong(OldPathRefused):
    says = _(
        "This address is too long to be remembered; who has it finds nothing there."
    )


def remember(page: PublicPage, old_path: str) -> None:
    """Note that `page` used to stand at `old_path`."""
    path = Redirect.normalise_path(old_path)
    if len(path) > LONGEST:
        _tell(page, path, TooLong())
        return
    Redirect.objects.update_or_create(
        old_path=path,
        site=None,
        defaults={
            "redirect_page_id": page.pk,
            "is_permanent": True,
            "automatically_created": True,
        },
    )


def files(page: PublicPage, newsroom: Form) -> dict[str, bytes]:
    """Return the redirect pages at the old addresses of `page`, where nothing else stands."""
    target = page.public_path
    wanted = set(_folders(page))
    free = wanted - _taken(wanted, page) - {target, history.address_of(target)}
    html = _html(target, newsroom)
    return {f"{old}index.html": html for old in free}


def folder_of(old_path: str) -> str:
    """Return the folder whose `index.html` answers at an old address, e.g. `/old/`.

    Raises:
        Occupied: files of the newsroom lie there, or will, or below it.
        NotServable: it is no plain name everywhere.
    """
    folder = f"{old_path.rstrip('/').removesuffix('/index.html')}/"
    parts = folder.lower().strip("/").split("/")  # some disks know no upper case
    if parts == [""] or parts[0] in OF_THE_TREE or _file_names(parts):
        raise Occupied
    if not all(map(names.is_plain, folder.strip("/").split("/"))):
        raise NotServable
    return folder


def check_old_path(typed: str) -> None:
    """Refuse an old address that could never lead on; one with a query is for the API.

    Raises:
        django.core.exceptions.ValidationError: with the reason.
    """
    try:
        path = Redirect.normalise_path(typed)
        if "?" not in path:
            folder_of(path)
    except OldPathRefused as refusal:
        raise ValidationError(str(refusal)) from refusal


def _folders(page: PublicPage) -> Iterator[str]:
    rows = Redirect.objects.filter(redirect_page_id=page.pk)
    for old in rows.values_list("old_path", flat=True):
        if "?" in old:
            continue  # no file can answer it
        try:
            yield folder_of(old)
        except OldPathRefused as refusal:
            _tell(page, old, refusal)


def _taken(wanted: set[str], page: PublicPage) -> set[str]:
    """Return the addresses at which another page stands, or the history of a story."""
    others = PublishedDocument.objects.live().exclude(page_id=page.pk)
    pages = others.filter(html_path__in=wanted)
    stories = others.stories().filter(
        html_path__in=[old.removesuffix("history/") for old in wanted]
    )
    past = stories.values_list("html_path", flat=True)
    return {*pages.values_list("html_path", flat=True), *map(history.address_of, past)}


def _file_names(parts: list[str]) -> bool:
    plain = [part.removesuffix(".gz").removesuffix(".br") for part in parts]
    return plain[0] in TOP_FILES or not FILES.isdisjoint(plain)


def _tell(page: PublicPage, path: str, refusal: OldPathRefused) -> None:
    log.warning("redirect_skipped", story=page.pk, path=path, error=str(refusal))


def _html(target: str, newsroom: Form) -> bytes:
    return render_to_string(
        "reader/redirect.html",
        {
            "target": target,
            "canonical": settings.PRIMARY_URL + target,
            "site": newsroom,
        },
    ).encode()
