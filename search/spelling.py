"""Words as they were meant: without accents, and in spite of a slip of the finger."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from search.models import Word

# Shorter words are like too many others; longer ones are addresses and the like.
WORDS = re.compile(r"[^\W\d_]{4,40}")
MOST = 3  # words taken for one
LIKENESS = 0.8  # of letters in common: `harber` and `harbor` have 5 of 6
BATCH = 1000


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


def like(word: str) -> list[str]:
    """Return up to three known words that are spelled nearly like `word`, the nearest first."""
    alike = Word.objects.filter(text__trigram_similar=plain(word))
    known = alike.values_list("text", flat=True)
    return get_close_matches(plain(word), known, n=MOST, cutoff=LIKENESS)
