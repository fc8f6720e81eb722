"""Words as they were meant: without accents, and in spite of a slip of the finger."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from difflib import get_close_matches

from django.db import connection

from search.models import Word

# Shorter words are like too many others; longer ones are addresses and the like.
WORDS = re.compile(r"[^\W\d_]{4,40}")
MOST = 3  # words taken for one
LIKENESS = 0.8  # of letters in common: `harber` and `harbor` have 5 of 6
TERMS = 8  # of a query that are looked up
BATCH = 1000
ALIKE = """
SELECT term, search_word.text
FROM unnest(%s::text[]) AS term JOIN search_word ON search_word.text %% term
"""


def plain(text: str) -> str:
    """Return `text` in lower case and without accents: `Malmö` → `malmo`."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def learn(texts: Iterable[str]) -> None:
    """Remember the words of `texts`."""
    words = {word for text in texts for word in WORDS.findall(plain(text))}
    known = Word.objects.filter(text__in=words).values_list("text", flat=True)
    # Sorted, so that two writers never wait for each other's words.
    fresh = sorted(words.difference(known))
    Word.objects.bulk_create(
        (Word(text=word) for word in fresh), batch_size=BATCH, ignore_conflicts=True
    )


def like(terms: Collection[str]) -> dict[str, list[str]]:
    """Return term → up to three known words that are spelled nearly like it, the nearest first.

    Of many terms, only the first eight are looked up: each costs milliseconds.
    """
    wanted = {
        term: plain(term)
        for term in list(dict.fromkeys(terms))[:TERMS]
        if WORDS.fullmatch(plain(term))
    }
    alike: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [list(wanted.values())])
        for term, word in cursor.fetchall():
            alike.setdefault(term, []).append(word)
    return {
        term: get_close_matches(
            as_known, alike.get(as_known, ()), n=MOST, cutoff=LIKENESS
        )
        for term, as_known in wanted.items()
    }
