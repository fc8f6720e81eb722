"""How a query is read: the words as written, and if nothing holds them, their like."""

from collections.abc import Iterator

from modelsearch.backends.base import FieldError, FilterError
from wagtail.search.backends import get_search_backend
from wagtail.search.query import Fuzzy

from pages.api.filters import Documents
from pages.api.pages import Attempt
from pages.api.refusals import BadParameter

LONGEST = 200  # characters


def find(
    documents: Documents, words: str, *, operator: str, by_relevance: bool
) -> Iterator[Attempt]:
    """Yield what holds the words, then what holds words like them, marked `fuzzy`.

    Args:
        documents: what to search in, in the order that ends ties.
        words: as typed.
        operator: `and` or `or`, between the words.
        by_relevance: whether the best come first; else the order of `documents` holds.

    Raises:
        BadParameter: too long, or the backend cannot filter or order as asked.
    """
    if len(words) > LONGEST:
        raise BadParameter(f"search cannot be longer than {LONGEST} characters")
    if not any(character.isalnum() for character in words):
        yield Attempt(documents.none())
        return
    backend = get_search_backend()
    try:
        exact = backend.search(
            words, documents, operator=operator, order_by_relevance=by_relevance
        )
        yield Attempt(exact)
        alike = Fuzzy(words, operator=operator)
        nearest = backend.search(alike, documents, order_by_relevance=by_relevance)
        yield Attempt(nearest, {"fuzzy": True})
    except (FieldError, FilterError) as error:
        raise BadParameter(f"search: {error}") from error
