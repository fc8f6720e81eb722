"""What stands in the tree where a story was taken down.

A web server answers `gone.html` and `gone.json` with status 410. A killed story leaves
nothing at its address: its slug would tell what the story said.
"""

from django.template.loader import render_to_string

from pages.models import PublishedDocument
from pages.public.forms import timestamp
from workflows.press import site
from workflows.press.models import Action, Edition
from workflows.press.tree import TreeChange


def put(
    change: TreeChange, document: PublishedDocument, edition: Edition, *, address: str
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
        notice = {"note": edition.note, "at": timestamp(edition.at)}
        page = render_to_string(
            "reader/notice.html", {"notice": notice, "site": site.context()}
        )
        change.put(
            f"{address}gone.html",
            page.encode(),
            "text/html; charset=utf-8",
            page_id=page_id,
        )
