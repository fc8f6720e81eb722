"""What a card shows of a revision, read from its JSON: no page is built for it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

GAP = re.compile(r"</(?:p|li|h\d)>|<br */?>")  # a word ends there; not at a <b>
MARKUP = re.compile(r"<[^>]+>")
# What a reader does not read: bookkeeping, addresses, and how a block looks.
UNREAD = frozenset({"id", "type", "layout", "source_url", "url", "decorative"})


def words_of(body: str) -> int:
    """Return how many words a stored body has, about as many as its reader would count."""
    try:
        blocks = json.loads(body or "[]")
    except ValueError:
        return 0
    return sum(len(_plain(text).split()) for text in _texts(blocks))


def byline_of(rows: list[Mapping[str, Any]], authors: Mapping[int, str]) -> str:
    """Return the printed names of a revision's bylines, in their order."""
    placed = sorted(rows, key=lambda row: row.get("sort_order") or 0)
    names = [authors.get(row.get("author") or 0, row.get("name")) for row in placed]
    return ", ".join(name for name in names if name)


def _plain(text: str) -> str:
    return MARKUP.sub("", GAP.sub(" ", text))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in UNREAD:
                yield from _texts(item)
