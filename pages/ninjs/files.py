"""Entries of a file of items: one JSON item, a JSON list, or JSON Lines."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO, NoReturn

from pages.ninjs.problems import Problem

MAX_BYTES = (
    64 * 1024 * 1024
)  # one JSON text is read whole; JSON Lines have no such limit
MAX_LINE = 16 * 1024 * 1024


@dataclass(frozen=True)
class Entry:
    """One item as it was found, or why it could not be read.

    `place` is the file, with the line of JSON Lines (`wire.jsonl:12`); `root` is the
    item's JSON path in it; `size` is how many bytes of the file it took.
    """

    place: str
    root: str = "$"
    item: Any = None
    problem: Problem | None = None
    size: int = 0


def entries(file: BinaryIO, name: str) -> Iterator[Entry]:
    """Yield every item of `file`; what cannot be read is an entry with its problem."""
    first = file.readline(MAX_LINE + 1)
    while first and not first.strip(b"\xef\xbb\xbf \t\r\n"):
        first = file.readline(MAX_LINE + 1)
    if _is_lines(first, name):
        yield from _lines(chain([first], _limited(file)), name)
    else:
        yield from _whole(first + file.read(MAX_BYTES + 1), name)


def _is_lines(first: bytes, name: str) -> bool:
    """JSON Lines by its name, or because the first line is a whole object."""
    if name.endswith((".jsonl", ".ndjson")):
        return True
    if not first.lstrip(b"\xef\xbb\xbf \t").startswith(b"{"):
        return False
    try:
        _load(first)
    except ValueError:
        return False
    return True


def _limited(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(MAX_LINE + 1):
        yield line


def _lines(lines: Iterator[bytes], name: str) -> Iterator[Entry]:
    number = 0
    inside = False  # of a line longer than the limit, which comes in pieces
    for line in lines:
        number += not inside
        was_inside, inside = inside, not line.endswith(b"\n") and len(line) > MAX_LINE
        place = f"{name}:{number}"
        if inside and not was_inside:
            message = f"the line is longer than {MAX_LINE:,} bytes. Split the item."
            yield Entry(place, problem=Problem("$", message), size=len(line))
        elif not was_inside and line.strip():
            yield _entry(line, place)


def _entry(text: bytes, place: str) -> Entry:
    try:
        return Entry(place, item=_load(text), size=len(text))
    except ValueError as error:
        return Entry(place, problem=Problem("$", str(error)), size=len(text))


def _whole(text: bytes, name: str) -> Iterator[Entry]:
    if len(text) > MAX_BYTES:
        message = (
            f"the file is over {MAX_BYTES:,} bytes. Send JSON Lines, one item a line."
        )
        yield Entry(name, problem=Problem("$", message), size=len(text))
        return
    entry = _entry(text, name)
    if not isinstance(entry.item, list):
        yield entry
        return
    share = len(text) // max(1, len(entry.item))
    for position, item in enumerate(entry.item):
        yield Entry(name, root=f"$[{position}]", item=item, size=share)


def _load(text: bytes) -> Any:
    """Parse strict JSON.

    Raises:
        ValueError: a sentence that says what is wrong, and where.
    """
    if not text.strip():
        raise ValueError("the file is empty.")
    try:
        return json.loads(text.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1} is not UTF-8. Save the file as UTF-8."
        raise ValueError(message) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        message = (
            f"this is not JSON: {error.msg} at {where}. Correct it and import again."
        )
        raise ValueError(message) from error
    except RecursionError as error:
        raise ValueError("this JSON is nested too deeply to be a story.") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON. Leave the value out.")
