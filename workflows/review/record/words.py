"""The words of a reviewed text, and how two texts differ: no database, no request."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from typing import Any

BREAKS = {"p", "br", "li", "h2", "h3", "h4", "tr", "blockquote"}


@dataclass(frozen=True)
class Line:
    """A line of two texts laid over each other; sign is " ", "-" (gone) or "+" (new)."""

    sign: str
    text: str


class _Prose(HTMLParser):
    """What a reader would read of markup, one line per paragraph."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in BREAKS:
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        self.text += data


def lines(text: str) -> list[str]:
    """Return headline, dek and body of a text (canonical JSON), one line per paragraph."""
    content = json.loads(text)
    parts = [content.get("title", ""), content.get("dek", content.get("intro", ""))]
    parts += _prose(content.get("body", []))
    return [
        line.strip() for part in parts for line in part.splitlines() if line.strip()
    ]


def differences(before: str, after: str) -> list[Line]:
    """Return both texts (canonical JSON) as one, line by line; nothing if they read the same."""
    old, new = lines(before), lines(after)
    if old == new:
        return []
    found: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            found += [Line(" ", line) for line in old[i1:i2]]
        else:
            found += [Line("-", line) for line in old[i1:i2]]
            found += [Line("+", line) for line in new[j1:j2]]
    return found


def _prose(value: Any) -> Iterator[str]:
    """Yield every piece of prose in a body's stream data, in order."""
    if isinstance(value, dict):
        is_block = {"type", "value"} <= value.keys()
        value = [value["value"]] if is_block else list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _prose(item)
    elif isinstance(value, str):
        prose = _Prose()
        prose.feed(value)
        prose.close()
        yield prose.text
