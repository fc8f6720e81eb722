"""What we read of a ninjs 3.1 item, as a JSON Schema; a `description` says how to fix it.

Only the fields we use are here. Others are allowed and ignored: a dialect with one
field more is still a story.
"""

import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from pages.ninjs.problems import Problem
from pages.ninjs.versions import moment

MAX_BODY = 1_000_000  # characters, as many as a story's body may have

_TEXT = {"type": "string"}
_TIME = {
    "type": "string",
    "format": "date-time",
    "description": "Write a time with its offset, e.g. 2030-05-01T09:30:00Z.",
}
_NAMED = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"name": _TEXT, "uri": _TEXT, "literal": _TEXT, "rel": _TEXT},
    },
}


def _values(limit: int, fix: str) -> dict[str, Any]:
    value = {"type": "string", "maxLength": limit, "description": fix}
    return {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["value"],
            "properties": {"role": _TEXT, "contentType": _TEXT, "value": value},
        },
    }


_RENDITIONS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": _TEXT,
            "href": _TEXT,
            "contentType": _TEXT,
            "width": {"type": "integer"},
            "height": {"type": "integer"},
        },
    },
}

_SHARED: dict[str, Any] = {
    "uri": {"type": "string", "minLength": 1, "maxLength": 500},
    "type": _TEXT,
    "version": {
        "type": "string",
        "minLength": 1,
        "maxLength": 60,
        "description": 'Write it as a text, e.g. "2".',
    },
    "versionCreated": _TIME,
    "expires": _TIME,
    "by": {"type": "string", "maxLength": 1000},
    "copyrightHolder": _TEXT,
    "copyrightNotice": _TEXT,
    "usageTerms": _TEXT,
    "headlines": _values(1000, "Shorten it."),
    "descriptions": _values(20_000, "Shorten it; the story itself belongs in bodies."),
    "infoSources": _NAMED,
    "rightsInfo": {
        "type": "object",
        "properties": {"linkedRights": _TEXT, "encodedRights": _TEXT},
    },
    "renditions": _RENDITIONS,
}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["uri"],
    "properties": {
        **_SHARED,
        "pubStatus": {
            "enum": ["usable", "withheld", "canceled"],
            "description": "Leave it out for usable.",
        },
        "embargoedUntil": _TIME,
        "urgency": {"type": "integer", "minimum": 1, "maximum": 9},
        "language": {
            "type": "string",
            "maxLength": 12,
            "pattern": r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
            "description": "Write a language tag (BCP 47), e.g. en or pt-BR.",
        },
        "edNote": _TEXT,
        "slugline": _TEXT,
        "located": _TEXT,
        "bodies": _values(MAX_BODY, "Split the story into several items."),
        "subjects": _NAMED,
        "altIds": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"role": _TEXT, "value": _TEXT},
            },
        },
        "associations": {
            "type": "array",
            "maxItems": 100,
            "items": {
                "type": "object",
                "required": ["name", "uri"],
                "properties": {**_SHARED, "name": _TEXT, "rel": _TEXT},
            },
        },
    },
}

_formats = FormatChecker(formats=())
_formats.checks("date-time")(
    lambda value: not isinstance(value, str) or bool(moment(value))
)
_VALIDATOR = Draft202012Validator(SCHEMA, format_checker=_formats)
_TYPES = {
    "string": "a text",
    "object": "an object",
    "array": "a list",
    "integer": "a whole number",
}


def problems(item: Any) -> Iterator[Problem]:
    """Yield what in `item` is not as the schema says, in the item's own order."""
    for error in _VALIDATOR.iter_errors(item):
        path = error.json_path
        if error.validator == "required":
            missing = re.match(r"'(\w+)'", error.message)
            path += f".{missing[1]}" if missing else ""
        fix = (
            error.schema.get("description", "") if error.validator != "required" else ""
        )
        yield Problem(path, f"{_what(error)} {fix}".strip())


def _what(error: ValidationError) -> str:
    """Say what is wrong, never repeating more of a value than fits a line."""
    wanted, value = error.validator_value, error.instance
    shown = value if isinstance(value, int | float) else f"“{str(value)[:60]}”"
    sentences = {
        "required": "is missing. Add it.",
        "minLength": "is empty. Fill it, or leave the field out.",
        "type": f"must be {_TYPES.get(str(wanted), wanted)}.",
        "enum": f"is {shown}; it must be one of {_listed(wanted)}.",
        "minimum": f"is {shown}; it must be at least {wanted}.",
        "maximum": f"is {shown}; it must be at most {wanted}.",
        "format": f"{shown} is not a time.",
        "pattern": f"{shown} has the wrong form.",
        "maxLength": f"has {_size(value)} characters; the limit is {_size(wanted)}.",
        "maxItems": f"has {_size(value)} entries; the limit is {_size(wanted)}.",
    }
    return sentences[str(error.validator)]


def _listed(values: Any) -> str:
    return ", ".join(values) if isinstance(values, list) else str(values)


def _size(value: Any) -> str:
    if isinstance(value, str | list):
        value = len(value)
    return f"{value:,}" if isinstance(value, int) else ""
