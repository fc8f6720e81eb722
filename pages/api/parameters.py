"""Query parameters: each is known, given once, and holds what it can hold."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.http import HttpRequest

from pages.api.refusals import BadParameter

# What stock clients add without meaning: jQuery's cache buster, DRF's format.
IGNORED = ("_", "format")
WHOLE = re.compile(r"[0-9]{1,18}", re.ASCII)
SHOWABLE = 12  # names that a message can list and still be read

Parameters = Mapping[str, str]
Reader = Callable[[str], Any]  # raises ValueError


def read_parameters(request: HttpRequest, allowed: Collection[str]) -> Parameters:
    """Return name → value of the query string.

    Raises:
        BadParameter: one is unknown, given twice, or holds a null character.
    """
    unknown = sorted(set(request.GET) - set(allowed) - set(IGNORED))
    if unknown:
        hint = f"; known are: {', '.join(allowed)}" if len(allowed) <= SHOWABLE else ""
        raise BadParameter(
            "query parameter is not an operation or a recognised field: "
            f"{', '.join(unknown)}{hint}"
        )
    parameters = {name: one(request, name) or "" for name in request.GET}
    choice(parameters, "format", ("json",), default="json")
    return parameters


def one(request: HttpRequest, name: str) -> str | None:
    """Return the value of a parameter, None if it is not given.

    Raises:
        BadParameter: it is given twice, or holds a null character.
    """
    values = request.GET.getlist(name)
    if len(values) > 1:
        raise BadParameter(f"{name} is given {len(values)} times; once is allowed")
    if values and "\x00" in values[0]:
        raise BadParameter(f"null characters are not allowed for {name}")
    return values[0] if values else None


def read_value(name: str, value: str, reader: Reader) -> Any:
    """Return what `reader` makes of a field's value.

    Raises:
        BadParameter: the reader raised ValueError.
    """
    try:
        return reader(value)
    except ValueError as error:
        raise BadParameter(
            f"field filter error. '{value}' is not a valid value for {name} ({error})"
        ) from error


def whole_number(parameters: Parameters, name: str, *, default: int) -> int:
    """Return a whole number from 0 up.

    Raises:
        BadParameter: it is not one.
    """
    value = parameters.get(name, str(default))
    if not WHOLE.fullmatch(value):
        raise BadParameter(f"{name} must be a positive integer")
    return int(value)


def choice(
    parameters: Parameters, name: str, choices: Collection[str], *, default: str
) -> str:
    value = parameters.get(name, default)
    if value not in choices:
        raise BadParameter(f"{name} must be one of: {', '.join(choices)}")
    return value


def boolean(value: str) -> bool:
    """Read `true`, `false`, `1` or `0`, as Wagtail's API does.

    Raises:
        ValueError: it is none of them.
    """
    known = {"true": True, "1": True, "false": False, "0": False}
    if value not in known:
        raise ValueError(f"expected 'true' or 'false', got '{value}'")
    return known[value]


def number(value: str) -> int:
    """Read a whole number.

    Raises:
        ValueError: it is not one.
    """
    if not WHOLE.fullmatch(value):
        raise ValueError(f"expected a whole number, got '{value}'")
    return int(value)
