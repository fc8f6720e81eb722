"""Invented text: the same in every run, its words as common and as rare as in a newsroom."""

from collections.abc import Callable
from itertools import accumulate
from random import Random

from faker import Faker

ONSETS, VOWELS, LAST = "bcdfghklmnprstvw", "aeiou", "lmnrt"
ENDS = ("bury", "dale", "den", "ford", "gate", "ham", "moor", "ness", "ton", "wick")
VOCABULARY = 8000  # words, English ones first
PLACES = 300  # invented towns, a few stories each


class Prose:
    """Draws words by Zipf's law: the n-th word comes up 1/n as often as the first.

    words: from the commonest to the rarest.
    places: names of invented towns.
    """

    def __init__(self, seed: int = 1) -> None:
        self.random = Random(seed)
        english = Faker("en_US").get_words_list()
        self.words = sorted({word for word in english if word.isalpha()})
        self.random.shuffle(self.words)
        self.words = self._with(self.words, VOCABULARY, self._word)
        self.places = self._with([], PLACES, self._place)
        ranks = range(1, len(self.words) + 1)
        self._weights = list(accumulate(1 / rank for rank in ranks))

    def _with(self, words: list[str], count: int, make: Callable[[], str]) -> list[str]:
        """Return `words` and enough made ones, none of them twice."""
        found = dict.fromkeys(words)
        while len(found) < count:
            found[make()] = None
        return list(found)

    def _syllable(self) -> str:
        return self.random.choice(ONSETS) + self.random.choice(VOWELS)

    def _word(self) -> str:
        return "".join(self._syllable() for _ in range(3)) + self.random.choice(LAST)

    def _place(self) -> str:
        return (self._syllable() + self.random.choice(ENDS)).capitalize()

    def some(self, count: int) -> str:
        """Return `count` words, in no order that means anything."""
        drawn = self.random.choices(self.words, cum_weights=self._weights, k=count)
        return " ".join(drawn)

    def headline(self, place: str) -> str:
        return f"{place}: {self.some(6)}"

    def sentence(self) -> str:
        text = self.some(16)
        return f"{text[0].upper()}{text[1:]}."

    def paragraph(self, place: str) -> str:
        """Return about 450 characters, the town among them."""
        sentences = [self.sentence() for _ in range(4)]
        return f"{place}. {' '.join(sentences)}"
