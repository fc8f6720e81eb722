"""What a takedown will do, before it is done, as the tables stand now."""

from collections.abc import Iterable
from dataclasses import dataclass

from pages.models import PublishedDocument, Use
from pages.public.forms import detail_url
from workflows.press import fronts, media
from workflows.press.models import PublishedFile


@dataclass(frozen=True)
class Forecast:
    """What leaves the public with a page, and what is pressed anew without it.

    api: the address that answers 410.
    addresses: files of the page that go.
    pictures: files that go with it, because no other page shows them as its own.
    kept: how many of the files it shows stay, because others show them.
    fronts, stories: public pages that show it.
    lists: feeds and sitemaps that name it.
    """

    api: str
    addresses: list[str]
    pictures: list[str]
    kept: int
    fronts: list[PublishedDocument]
    stories: list[PublishedDocument]
    lists: list[str]


def of_takedown(document: PublishedDocument) -> Forecast:
    """Return what taking down the public page of `document` would do."""
    page_id = document.page_id
    own = PublishedFile.objects.standing().of_page(page_id).order_by("path")
    going = media.only_of(page_id)
    following = PublishedDocument.objects.live().filter(
        page_id__in=followers_of(document)
    )
    shows = list(following.order_by("html_path"))
    return Forecast(
        api=detail_url(page_id),
        addresses=list(own.values_list("path", flat=True)),
        pictures=sorted(going),
        kept=len(media.files_of(page_id) - going),
        fronts=[row for row in shows if row.type in fronts.FRONTS],
        stories=[row for row in shows if row.type not in fronts.FRONTS],
        lists=_lists(row.page_id for row in shows),
    )


def followers_of(document: PublishedDocument) -> set[int]:
    """Return the pages that show this one: they are pressed again when it goes."""
    showing = Use.objects.filter(ref=f"page:{document.page_id}")
    shown_by = set(showing.values_list("page_id", flat=True))
    return (fronts.of_document(document) | shown_by) - {document.page_id}


def _lists(page_ids: Iterable[int]) -> list[str]:
    files = PublishedFile.objects.standing().filter(page_id__in=list(page_ids))
    lists = files.filter(path__endswith=".xml").order_by("path")
    return list(lists.values_list("path", flat=True))
