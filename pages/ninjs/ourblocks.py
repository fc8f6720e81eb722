"""A body in Masthead's own blocks: most as the API shows them, pictures by association.

Galleries and related stories are not read: an item cannot say which picture or story
of this newsroom is meant. `docs/import.md` has the forms.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from pages.ninjs.markup import Block, rich_text, table
from pages.ninjs.problems import BrokenItem, Problem, at

CONTENT_TYPE = "application/vnd.masthead.blocks+json"


def blocks(text: str, path: str) -> list[Block]:
    """Return the blocks in a JSON list of `{"type", "value"}`.

    `path` is the body's own JSON path, for the problems.

    Raises:
        BrokenItem: it is no such list, or a block is unknown or has the wrong form.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise at(path, "is not JSON. Write a list of blocks.") from error
    if not isinstance(found, list):
        raise at(path, "must be a list of blocks.")
    problems = [
        p for n, block in enumerate(found) for p in _problem(block, f"{path}[{n}]")
    ]
    if problems:
        raise BrokenItem(problems)
    return [_READ[block["type"]](block) for block in found]


def _problem(block: Any, path: str) -> Iterator[Problem]:
    if not isinstance(block, dict) or "value" not in block:
        yield Problem(path, 'must be an object with "type" and "value".')
    elif block.get("type") not in _FORMS:
        known = ", ".join(_FORMS)
        shown = str(block.get("type"))[:60]
        yield Problem(f"{path}.type", f"unknown block “{shown}”. Use one of {known}.")
    elif not isinstance(block["value"], _FORMS[block["type"]]):
        form = "a text" if _FORMS[block["type"]] is str else "an object"
        yield Problem(f"{path}.value", f"must be {form}.")


def _keys(*names: str) -> Callable[[Block], Block]:
    """Keep these keys; what is missing is empty, and the block's own rules decide."""

    def read(block: Block) -> Block:
        value = {name: block["value"].get(name) or "" for name in names}
        return {"type": block["type"], "value": value}

    return read


def _paragraph(block: Block) -> Block:
    return {"type": "paragraph", "value": rich_text(block["value"])}


def _facts(block: Block) -> Block:
    items = block["value"].get("items")
    lines = [str(item) for item in items] if isinstance(items, list) else []
    title = block["value"].get("title") or ""
    return {"type": "facts", "value": {"title": title, "items": lines}}


def _table(block: Block) -> Block:
    value = block["value"]
    rows = [value["head"]] if isinstance(value.get("head"), list) else []
    rows += value["rows"] if isinstance(value.get("rows"), list) else []
    return {
        "type": "table",
        "value": table(
            [[str(cell) for cell in row] for row in rows if isinstance(row, list)],
            caption=str(value.get("caption") or ""),
            head=bool(value.get("head")),
            first_column=bool(value.get("first_column_is_header")),
        ),
    }


def _image(block: Block) -> Block:
    """`association` names the picture among the item's associations."""
    names = {
        "src": "association",
        "alt": "alt",
        "caption": "caption",
        "layout": "layout",
    }
    value = {ours: str(block["value"].get(key) or "") for ours, key in names.items()}
    return {"type": "image", "value": value}


_FORMS: dict[str, type] = {
    "paragraph": str,
    "heading": str,
    "quote": dict,
    "facts": dict,
    "table": dict,
    "embed": dict,
    "image": dict,
}
_READ: dict[str, Callable[[Block], Block]] = {
    "paragraph": _paragraph,
    "heading": dict,
    "quote": _keys("text", "speaker", "speaker_role", "source_url"),
    "facts": _facts,
    "table": _table,
    "embed": _keys("url", "title"),
    "image": _image,
}
