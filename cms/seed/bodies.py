"""A planned body as blocks, the way a StreamField stores them."""

import random
from collections.abc import Mapping
from typing import Any

from cms.seed.plans import Plan
from cms.seed.writer import Writer, beat_of
from pages.ninjs.markup import Block
from pages.ninjs.markup import table as table_value

BRIEF_PARAGRAPHS = 5


class Body:
    """Turns plans into blocks.

    Args:
        pictures: name → key of the stored picture.
        stories: slug → key of each story's page made so far; the caller adds to it.
    """

    def __init__(self, pictures: Mapping[str, int], stories: dict[str, int]) -> None:
        self.pictures = pictures
        self.stories = stories

    def blocks(self, plan: Plan) -> list[Block]:
        """Return the body as written, or the opening and what the writer adds to it."""
        if not plan.body:
            return self._brief(plan)
        made = [self._block(planned) for planned in plan.body]
        return [block for block in made if block["value"]]

    def _brief(self, plan: Plan) -> list[Block]:
        writer = Writer(plan.slug, beat_of(plan.section))
        further = writer.paragraphs(BRIEF_PARAGRAPHS)
        blocks = [paragraph(plan.opening, *further[:2]), paragraph(*further[2:])]
        if related := self._neighbors(plan):
            blocks.insert(1, {"type": "related", "value": related})
        return blocks

    def _neighbors(self, plan: Plan) -> list[int]:
        """Return one or two earlier stories for every third brief."""
        chance = random.Random(plan.slug)  # noqa: S311 — a demo layout is no secret
        if chance.randrange(3) or len(self.stories) < 2:
            return []
        return chance.sample(sorted(self.stories.values()), chance.randint(1, 2))

    def _block(self, planned: dict[str, Any]) -> Block:
        """Return one block; a value that refers to nothing is empty."""
        match planned:
            case {"paragraph": text}:
                return paragraph(*text.strip().split("\n\n"))
            case {"quote": said}:
                return quote(**said)
            case {"table": rows}:
                return {"type": "table", "value": table_value(**rows)}
            case {"image": _} | {"gallery": _} | {"related": _}:
                return self._reference(planned)
        ((kind, value),) = planned.items()  # heading, facts, embed: as they are
        return {"type": kind, "value": value}

    def _reference(self, planned: dict[str, Any]) -> Block:
        match planned:
            case {"image": name}:
                layout = {"layout": planned.get("layout", "standard")}
                return {"type": "image", "value": self._shown(name, planned) | layout}
            case {"gallery": {"title": title, "pictures": names}}:
                shown = [self._shown(name, {}) for name in names]
                return {"type": "gallery", "value": {"title": title, "pictures": shown}}
        slugs = planned["related"]
        known = [self.stories[slug] for slug in slugs if slug in self.stories]
        return {"type": "related", "value": known}

    def _shown(self, name: str, said: Mapping[str, str]) -> dict[str, Any]:
        return {
            "picture": self.pictures[name],
            "caption": said.get("caption", ""),
            "alt": said.get("alt", ""),
            "decorative": False,
        }


def paragraph(*texts: str) -> Block:
    """Return texts as one block; they are our own and may hold inline tags."""
    html = "".join(f"<p>{' '.join(text.split())}</p>" for text in texts if text)
    return {"type": "paragraph", "value": html}


def quote(
    text: str, speaker: str, speaker_role: str = "", source_url: str = ""
) -> Block:
    value = {"text": text, "speaker": speaker}
    optional = {"speaker_role": speaker_role, "source_url": source_url}
    return {"type": "quote", "value": value | optional}
