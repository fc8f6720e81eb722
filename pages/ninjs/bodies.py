"""The best of an item's bodies, as blocks whose rules are kept."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from pages.blocks.body import BodyBlock
from pages.ninjs import markup, ourblocks
from pages.ninjs.markup import Block
from pages.ninjs.problems import BrokenItem, Problem, at
from pages.ninjs.text import is_html, paragraphs

Body = dict[str, str]

_TEXT_TYPES = {"text/plain", "text"}
_HTML_TYPES = re.compile(r"^(text/html|application/xhtml\+xml|\w+_x?html)$")
_KNOWN = f"text/html, text/plain, application/xhtml+xml or {ourblocks.CONTENT_TYPE}"
# "GROSSETO, Italy (AP) -- ": agencies write it into the text, we print it ourselves.
_DATELINE = re.compile(
    r"^<p>(?P<place>[A-Z][A-Z.'\u2019 -]{2,40}(?:, [A-Z][\w.]*(?: [A-Z][\w.]*){0,3})?)"
    r"(?: \((?P<agency>[\w ]{2,30})\))? *(?:--|\u2013|\u2014) *"
)
_BLOCKS = BodyBlock()


@dataclass(frozen=True)
class Text:
    """A body, without the dateline and the agency that agencies write at its beginning."""

    blocks: list[Block]
    dateline: str = ""
    agency: str = ""


def best(item: dict[str, Any]) -> Text:
    """Return the item's body.

    Our own blocks are preferred, then HTML, then text; of one kind, the main body.

    Raises:
        BrokenItem: no body can be read, or a block breaks its own rules.
    """
    bodies: list[Body] = item.get("bodies", [])
    if not any(body["value"].strip() for body in bodies):
        raise at("$.bodies", "has no text. A story needs a body.")
    ranked = sorted(
        (_rank(body), number)
        for number, body in enumerate(bodies)
        if body["value"].strip()
    )
    (kind, _), number = ranked[0]
    path = f"$.bodies[{number}]"
    if kind == _UNKNOWN:
        shown = bodies[number]["contentType"][:60]
        raise at(f"{path}.contentType", f"“{shown}” is unknown. Send {_KNOWN}.")
    found = _read(bodies[number], f"{path}.value")
    if not found:
        raise at(
            f"{path}.value", "has no text once it is cleaned. A story needs a body."
        )
    text = _without_dateline(found)
    _check(text.blocks, f"{path}.value")
    return text


_OURS, _HTML, _TEXT, _UNKNOWN = range(4)


def _rank(body: Body) -> tuple[int, bool]:
    return _kind(body), body.get("role", "main") != "main"


def _kind(body: Body) -> int:
    content_type = body.get("contentType", "").partition(";")[0].strip().lower()
    if content_type == ourblocks.CONTENT_TYPE:
        return _OURS
    if _HTML_TYPES.match(content_type):
        return _HTML
    if content_type in _TEXT_TYPES:
        return _TEXT
    if content_type:
        return _UNKNOWN
    return _HTML if is_html(body["value"], None) else _TEXT


def _read(body: Body, path: str) -> list[Block]:
    kind = _kind(body)
    if kind == _OURS:
        return ourblocks.blocks(body["value"], path)
    if kind == _TEXT:
        return [{"type": "paragraph", "value": paragraphs(body["value"])}]
    try:
        return markup.blocks(body["value"])
    except RecursionError as error:
        raise at(path, "is nested too deeply. Send simpler HTML, or text.") from error


def _without_dateline(blocks: list[Block]) -> Text:
    first = blocks[0]
    found = first["type"] == "paragraph" and _DATELINE.match(first["value"])
    if not found:
        return Text(blocks)
    opening = {**first, "value": "<p>" + first["value"][found.end() :]}
    return Text(
        [opening, *blocks[1:]], found["place"].strip(), (found["agency"] or "").strip()
    )


def _check(blocks: list[Block], path: str) -> None:
    problems = []
    for number, block in enumerate(blocks):
        if block["type"] == "image":
            continue  # which picture it is, is not known yet
        rules = _BLOCKS.child_blocks[block["type"]]
        try:
            # The rules may write into the value they check.
            rules.clean(rules.to_python(json.loads(json.dumps(block["value"]))))
        except ValidationError as error:
            problems += list(_problems(error, f"{path}[{number}]"))
    if problems:
        raise BrokenItem(problems)


def _problems(error: ValidationError, path: str) -> Iterator[Problem]:
    inner = getattr(error, "block_errors", None)
    if not inner:
        yield Problem(path, " ".join(error.messages))
        return
    pairs = inner.items() if isinstance(inner, dict) else enumerate(inner)
    for key, child in pairs:
        if child is not None:
            step = f".{key}" if isinstance(key, str) else f"[{key}]"
            yield from _problems(child, path + step)
