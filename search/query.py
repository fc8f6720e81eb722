"""How a query is read: the words as written, and if nothing holds them, their like."""

import re
from collections.abc import Iterable, Iterator

from pages.api.pages import Attempt
from pages.api.refusals import BadParameter
from pages.api.selecting import Documents
from search.elsewhere import found_elsewhere, is_elsewhere
from search.found import Found, Words
from search.spelling import like

LONGEST = 200  # characters
TERM = re.compile(r"\w+")


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
        BadParameter: too long.
    """
    if len(words) > LONGEST:
        raise BadParameter(f"search cannot be longer than {LONGEST} characters")
    terms = TERM.findall(words)
    if not terms:
        yield Attempt(documents.none())
    elif is_elsewhere():
        yield found_elsewhere(
            documents, words, operator=operator, by_relevance=by_relevance
        )
    else:
        exact = Words.joined(operator, [Words.of(term) for term in words.split()])
        yield Attempt(Found(documents, exact, by_relevance=by_relevance))
        known = like(terms)
        alike = Words.joined(
            operator, [_any_of((term, *known.get(term, ()))) for term in terms]
        )
        nearest = Found(documents, alike, by_relevance=by_relevance)
        yield Attempt(nearest, {"fuzzy": True})


def _any_of(spellings: Iterable[str]) -> Words:
    return Words.joined("or", [Words.of(word) for word in spellings])
