"""`/api/v2/pages/`: list, detail, find."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from django.http import HttpRequest

from pages.api.answers import Answer
from pages.api.brief import brief_item, is_brief
from pages.api.fields import Selection, read_fields
from pages.api.filters import FILTERS, filtered
from pages.api.finding import as_stored, found_at, wanted_id
from pages.api.listing import Results, list_text, page_of
from pages.api.names import BODY, COLUMNS, LISTED, META, SCALARS
from pages.api.ordering import order_sql
from pages.api.parameters import Parameters, choice, one, read_parameters
from pages.api.refusals import BadParameter, NotFound
from pages.api.selecting import Brief, Documents, Row, Whole
from pages.api.stored import stored
from pages.models import PublishedDocument
from pages.models.document import State
from pages.public.forms import Form, as_text, detail_url

KNOWN = (*BODY, *META)
DETAIL = ("fields", "rich_text_format")
SOURCES = {name: column for name, (column, _) in COLUMNS.items()} | {
    name: f"filters -> '{name}'" for name in SCALARS
}
NEWEST = "-first_published_at,-id"
OPERATIONS = (
    *DETAIL, "limit", "offset", "order", "search", "search_operator", *FILTERS,
    *COLUMNS, *SCALARS,
)  # fmt: skip


@dataclass(frozen=True)
class Attempt:
    """What a reading of the request found; `remarks` go into the list's meta."""

    results: Results
    remarks: Form = field(default_factory=dict)


class Search(Protocol):
    """Finds words in documents. The first attempt that finds anything is the answer."""

    def __call__(
        self, documents: Documents, words: str, *, operator: str, by_relevance: bool
    ) -> Iterable[Attempt]: ...


class Pages:
    """The endpoint. It knows neither the index nor editions; the project plugs both in.

    search: finds words in documents.
    edition: the edition up to which everything public stands.
    """

    def __init__(self, *, search: Search, edition: Callable[[], int]) -> None:
        self.search = search
        self.edition = edition

    def listing(self, request: HttpRequest) -> Answer:
        """Live documents; with no parameters, the bytes of the mirrors' index.json."""
        # The edition is read first, so that the list can be newer but never older.
        edition = self.edition()
        parameters = read_parameters(request, OPERATIONS)
        selection = _selection(parameters, default=LISTED)
        text = _list(self._attempts(parameters, selection), parameters, selection)
        return Answer(text=text, edition=edition)

    def _attempts(
        self, parameters: Parameters, selection: Selection
    ) -> Iterable[Attempt]:
        documents = filtered(_live(selection), parameters)
        operator = choice(parameters, "search_operator", ("and", "or"), default="and")
        if "search" not in parameters:
            return [Attempt(_ordered(documents, parameters))]
        return self.search(
            _ordered(documents, parameters),
            parameters["search"],
            operator=operator,
            by_relevance=not parameters.get("order"),
        )

    def detail(self, request: HttpRequest, key: int) -> Answer:
        """The document as it was pressed; a tombstone with 410 once it is taken down."""
        selection = _selection(read_parameters(request, DETAIL), default=None)
        row = stored(key)
        if row is None:
            raise NotFound
        whole = row.state != State.LIVE or selection.keeps_everything
        return Answer(
            text=row.document if whole else _selected(row.document, selection),
            status=200 if row.state == State.LIVE else 410,
            digest=row.digest if whole else "",
            edition=row.edition,
            changed_at=row.changed_at,
        )

    def find(self, request: HttpRequest) -> Answer:
        """Where the page with this `html_path` or `id` answers."""
        address = one(request, "html_path")
        if address is not None:
            rows = PublishedDocument.objects.live().filter(html_path=as_stored(address))
        else:
            rows = PublishedDocument.objects.filter(page_id=wanted_id(request))
        found = rows.values_list("page_id", flat=True).first()
        return found_at(request, None if found is None else detail_url(found))


def newest() -> str:
    """Return what a list without parameters answers: the mirrors' index.json."""
    selection = Selection(frozenset(LISTED))
    return _list([Attempt(_ordered(_live(selection), {}))], {}, selection)


def _live(selection: Selection) -> Documents:
    return Documents(Brief if is_brief(selection) else Whole)


def _ordered(documents: Documents, parameters: Parameters) -> Documents:
    return documents.in_order(order_sql(parameters, SOURCES, default=NEWEST))


def _list(
    attempts: Iterable[Attempt], parameters: Parameters, selection: Selection
) -> str:
    rows: list[Row] = []
    total, remarks = 0, Form()
    for attempt in attempts:
        rows, total = page_of(attempt.results, parameters)
        remarks = attempt.remarks if total else Form()
        if total:
            break
    return list_text((_item(row, selection) for row in rows), total, remarks)


def _item(row: Row, selection: Selection) -> str:
    if isinstance(row, Brief):
        return brief_item(row, selection)
    return _selected(row.document, selection)


def _selection(parameters: Parameters, *, default: tuple[str, ...] | None) -> Selection:
    if parameters.get("rich_text_format", "html") != "html":
        raise BadParameter("rich_text_format must be html: texts are stored finished")
    return read_fields(parameters, known=KNOWN, default=default)


def _selected(document: str, selection: Selection) -> str:
    if selection.keeps_everything:
        return document
    return as_text(selection.of(json.loads(document)))
