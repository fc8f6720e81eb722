"""What stands in the tree where a story was taken down.

A web server answers `gone.html` and `gone.json` with status 410. A killed story leaves
nothing at its address: its slug would tell what the story said.
"""

from collections.abc import Iterable

from django.template.loader import render_to_string

from pages.models import PublishedDocument
from pages.public.forms import timestamp
from workflows.press import history, site
from workflows.press.models import Action, Edition
from workflows.press.models.file import PublishedFileQuerySet
from workflows.press.tree import TreeChange

HTML = "text/html; charset=utf-8"


def addresses_of(address: str, standing: PublishedFileQuerySet) -> list[str]:
    """Return where readers find a story: its address, and its history if that stands."""
    past = history.address_of(address)
    has_past = standing.filter(path=f"{past}index.html").exists()
    return [address, *([past] if has_past else [])]


def put(
    change: TreeChange,
    document: PublishedDocument,
    edition: Edition,
    *,
    addresses: Iterable[str],
) -> None:
    """Put the tombstone for consumers, and for a withdrawal the notice for readers."""
    page_id = document.page_id
    tombstone = PublishedDocument.objects.get(page_id=page_id).document
    change.put(
        f"/api/v2/pages/{page_id}/gone.json",
        tombstone.encode(),
        "application/json",
        page_id=page_id,
    )
    if edition.action == Action.WITHDRAW:
        notice = {"note": edition.note, "by": edition.by, "at": timestamp(edition.at)}
        page = render_to_string(
            "reader/notice.html", {"notice": notice, "site": site.context()}
        )
        for address in addresses:
            path = f"{address}gone.html"
            change.put(path, page.encode(), HTML, page_id=page_id)
