"""Paragraphs from hand-written sentences: distinct, believable, the same for a name."""

import random
from functools import cache
from typing import Any

from cms.seed.plans import table

BEATS = {"europe": "world", "asia": "world"}  # the others are named like their section


def beat_of(section: str) -> str:
    """Return whose sentences fit a section, e.g. `news/world/asia` → `world`."""
    last = section.rpartition("/")[2]
    return BEATS.get(last, last)


class Writer:
    """Writes for one story; never uses a sentence twice in it.

    Args:
        name: the story's slug; the same name writes the same story.
        beats: whose sentences to use; those of the first come first.
    """

    def __init__(self, name: str, *beats: str) -> None:
        self._random = random.Random(name)  # noqa: S311 — a demo text is no secret
        self._sentences: list[str] = []
        for beat in reversed(beats):
            mine = list(_bank()["beats"][beat])
            self._random.shuffle(mine)
            self._sentences += mine  # taken from the end

    def paragraph(self, sentences: int) -> str:
        """Return that many sentences, or as many as are left."""
        count = min(sentences, len(self._sentences))
        return " ".join(self.filled(self._sentences.pop()) for _ in range(count))

    def paragraphs(self, count: int) -> list[str]:
        written = [self.paragraph(self._random.randint(2, 4)) for _ in range(count)]
        return [paragraph for paragraph in written if paragraph]

    def headline(self) -> str:
        """Return a headline from the patterns, for a story nobody planned."""
        patterns = _bank()["patterns"]
        parts = {
            name: self.pick(patterns[name]) for name in ("subject", "verb", "object")
        }
        line = self.filled(self.pick(patterns["headlines"]).format_map(_Kept(parts)))
        return line[0].upper() + line[1:]

    def filled(self, text: str) -> str:
        """Return `text` with its braces filled from the slots."""
        slots = {name: self.pick(values) for name, values in _bank()["slots"].items()}
        line = text.format_map(slots)
        return line[0].upper() + line[1:]

    def pick(self, values: list[str]) -> str:
        return self._random.choice(values)


class _Kept(dict[str, str]):
    """Leaves what it does not know in its braces, for the next filling."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


@cache
def _bank() -> dict[str, Any]:
    return table("sentences")
