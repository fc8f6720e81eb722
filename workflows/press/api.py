"""`/api/v2/changes/`: what changed in public, in edition order, for whoever keeps a copy.

Every edition is listed, in order and without gaps: once for each page that it was the
last to change, as that page is now; or once without a page, if all of its pages changed
again or were taken down since.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.http import urlencode

from pages.api.answers import Answer, public_read
from pages.api.listing import read_limit
from pages.api.parameters import boolean, read_parameters, read_value, whole_number
from pages.api.refusals import BadParameter
from pages.models import PublishedDocument
from pages.models.document import State
from pages.public.forms import Form, as_text, detail_url, timestamp
from workflows.press.editions import newest_number, pressed_number
from workflows.press.models import Edition

ADDRESS = "/api/v2/changes/"
MOST = 100  # items in one answer
KEPT = ("limit", "documents")
COLUMNS = ("page_id", "edition", "state", "type", "digest", "html_path")


@dataclass(frozen=True)
class Change:
    """A page as an edition left it; or an edition of which nothing is left to tell.

    early: a takedown beyond the edition that is pressed. It is told at once, and again in its place.
    """

    edition: Edition
    document: PublishedDocument | None
    early: bool = False


@dataclass(frozen=True, kw_only=True)
class Span:
    """What was asked for: editions after `since`, of the first only pages after `after`."""

    since: int
    after: int
    limit: int
    documents: bool


def urls() -> list[URLPattern]:
    return [path("", public_read(changes))]


def changes(request: HttpRequest) -> Answer:
    """Answer changes after `since`, up to the edition before the first unpressed one."""
    span = _read_span(request)
    # Who has come so far will never be told of an older change.
    end = pressed_number()
    if span.since > end:
        _refuse_future(span.since)
    found = list(_in_order(span, end))
    more = len(found) > span.limit
    cursor = _cursor(found, span) if more else {"since": max(span.since, end)}
    address = _address(cursor, request)
    meta = {
        "since": span.since,
        "edition": end,
        "next": address if more else None,
        "resume": address,
    }
    items = found[: span.limit] if more else [*found, *_early(end)]
    texts = ",".join(_item(change, documents=span.documents) for change in items)
    return Answer(text=f'{{"meta":{as_text(meta)},"items":[{texts}]}}', edition=end)


def _read_span(request: HttpRequest) -> Span:
    parameters = read_parameters(request, ("since", "after", "limit", "documents"))
    wanted = parameters.get("documents", "false")
    limit = read_limit(parameters, maximum=MOST, default=MOST)
    if limit == 0:
        raise BadParameter("limit must be 1 or more")
    return Span(
        since=whole_number(parameters, "since", default=0),
        after=whole_number(parameters, "after", default=0),
        limit=limit,
        documents=read_value("documents", wanted, boolean),
    )


def _refuse_future(since: int) -> None:
    newest = newest_number()
    if since > newest:
        raise BadParameter(
            f"since: the newest edition is {newest}. If you have seen a later one, "
            "this newsroom was restored from a backup: begin again with since=0"
        )


def _in_order(span: Span, end: int) -> Iterator[Change]:
    """Yield changes in edition order; one more than the limit if there are more."""
    editions = Edition.objects.filter(number__gt=span.since, number__lte=end)
    documents = PublishedDocument.objects.filter(
        edition__gt=span.since, edition__lte=end
    ).exclude(edition=span.since + 1, page_id__lte=span.after)
    rows = _columns(documents, span).order_by("edition", "page_id")[: span.limit + 1]
    pages = {
        number: list(group)
        for number, group in groupby(rows, key=lambda row: row.edition)
    }
    for edition in editions.order_by("number")[: span.limit + 1]:
        if edition.number in pages:
            yield from (Change(edition, page) for page in pages[edition.number])
        elif not (span.after and edition.number == span.since + 1):
            yield Change(edition, None)


def _columns(documents: Any, span: Span) -> Any:
    return documents.only(*COLUMNS, *(["document"] if span.documents else []))


def _early(end: int) -> list[Change]:
    """Takedowns that overtake what is not pressed yet."""
    gone = PublishedDocument.objects.exclude(state=State.LIVE).filter(edition__gt=end)
    rows = list(gone.only(*COLUMNS).order_by("edition", "page_id"))
    if not rows:
        return []
    editions = Edition.objects.in_bulk([row.edition for row in rows])
    return [Change(editions[row.edition], row, early=True) for row in rows]


def _cursor(found: list[Change], span: Span) -> dict[str, int]:
    """Return where the next answer begins: behind an edition, or within a large one."""
    last, following = found[span.limit - 1], found[span.limit]
    number = last.edition.number
    if last.document and following.edition.number == number:
        return {"since": number - 1, "after": last.document.page_id}
    return {"since": number}


def _address(cursor: dict[str, int], request: HttpRequest) -> str:
    query: dict[str, int | str] = {**cursor}
    query |= {name: request.GET[name] for name in KEPT if name in request.GET}
    return f"{ADDRESS}?{urlencode(query)}"


def _item(change: Change, *, documents: bool) -> str:
    edition, document = change.edition, change.document
    item: Form = {
        "edition": edition.number,
        "action": edition.action,
        **({"significance": edition.significance} if edition.significance else {}),
        "at": timestamp(edition.at),
        **({"early": True} if change.early else {}),
        "page": document and _page(document, edition),
    }
    if not (documents and document and document.state == State.LIVE):
        return as_text(item)
    return f'{as_text(item)[:-1]},"document":{document.document}}}'


def _page(document: PublishedDocument, edition: Edition) -> Form:
    live = document.state == State.LIVE
    return {
        "id": document.page_id,
        "type": document.type,
        "state": document.state,
        **({} if live else {"reason": edition.reason}),
        "digest": document.digest,
        "detail_url": detail_url(document.page_id),
        **({"html_url": document.html_path} if live else {}),
    }
