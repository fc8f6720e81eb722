"""Newsrooms that set another of Wagtail's search backends have it rank the API's hits."""

from wagtail.search.backends import get_search_backend

from pages.api.pages import Attempt
from pages.api.selecting import Documents
from pages.models import PublishedDocument
from search.backend import SearchBackend

MOST = 10_000  # hits; what Elasticsearch hands out at once


def is_elsewhere() -> bool:
    return not isinstance(get_search_backend(), SearchBackend)


def found_elsewhere(
    documents: Documents, words: str, *, operator: str, by_relevance: bool
) -> Attempt:
    """Return those of `documents` that the newsroom's backend finds, best first."""
    hits = get_search_backend().search(
        words, PublishedDocument.objects.live().only("page_id"), operator=operator
    )
    keys = [row.page_id for row in hits[:MOST]]
    found = documents.where("page_id = ANY(%s)", keys)
    if by_relevance:
        found = found.in_order(f"array_position(ARRAY{keys}::bigint[], page_id)")
    return Attempt(found)
