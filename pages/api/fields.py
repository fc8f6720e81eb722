"""`?fields=`: which parts of a stored form an answer carries.

The grammar is Wagtail's own. Names under `meta` are asked for by their bare name, as
in Wagtail: `fields=slug` puts `slug` into `meta`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail.api.v2.utils import parse_fields_parameter

from pages.api.parameters import Parameters
from pages.api.refusals import BadParameter
from pages.public.forms import Form

Parsed = list[tuple[str, bool, "Parsed | None"]]


@dataclass(frozen=True)
class Selection:
    """Keeps the `names` of a form (all of them if None), but for those in `without`.

    asked: names that were spelled out, so that a wrong one is found.
    """

    names: frozenset[str] | None = None
    asked: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    nested: Mapping[str, "Selection"] = field(default_factory=dict)

    @property
    def keeps_everything(self) -> bool:
        return self.names is None and not self.without and not self.nested

    def of(self, form: Form) -> Form:
        """Return the kept parts of `form`: id, meta, then the rest in its own order."""
        meta = self._kept(form.get("meta", {}))
        rest = self._kept({key: form[key] for key in form if key not in ("id", "meta")})
        chosen = self._kept({"id": form["id"]} if "id" in form else {})
        return chosen | ({"meta": meta} if meta else {}) | rest

    def _kept(self, form: Form) -> Form:
        return {
            name: self._inner(name, value)
            for name, value in form.items()
            if self._keeps(name)
        }

    def _keeps(self, name: str) -> bool:
        chosen = self.names is None or name in self.names
        return chosen and name not in self.without

    def _inner(self, name: str, value: Any) -> Any:
        selection = self.nested.get(name)
        if selection is None or not value:
            return value
        forms = value if isinstance(value, list) else [value]
        if not all(isinstance(form, dict) for form in forms):
            raise BadParameter(f"fields error: '{name}' does not support nested fields")
        known = {key for form in forms for key in (*form, *form.get("meta", {}))}
        if unknown := sorted(selection.asked - known):
            raise BadParameter(f"unknown fields: {name}({', '.join(unknown)})")
        chosen = [selection.of(form) for form in forms]
        return chosen if isinstance(value, list) else chosen[0]


def read_fields(
    parameters: Parameters, *, known: Collection[str], default: Collection[str] | None
) -> Selection:
    """Return what `fields` asks for.

    Args:
        parameters: of the request.
        known: every name that may be asked for.
        default: what an answer carries without `fields`; None for everything.

    Raises:
        BadParameter: wrong grammar, or an unknown field.
    """
    base = None if default is None else frozenset(default)
    if "fields" not in parameters:
        return Selection(base)
    try:
        parsed = parse_fields_parameter(parameters["fields"])
    except ValueError as error:
        raise BadParameter(f"fields error: {error}") from error
    unknown = sorted({name for name, _, _ in parsed} - {"*", "_", *known})
    if unknown:
        raise BadParameter(f"unknown fields: {', '.join(unknown)}")
    return _selection(parsed, base)


def _selection(parsed: Parsed, base: frozenset[str] | None) -> Selection:
    first = parsed[0][0] if parsed else ""
    if first in ("*", "_"):
        base = None if first == "*" else frozenset()
        parsed = parsed[1:]
    added = frozenset(name for name, negated, _ in parsed if not negated)
    return Selection(
        names=None if base is None else base | added,
        asked=added,
        without=frozenset(name for name, negated, _ in parsed if negated) - added,
        nested={name: _selection(inner, None) for name, _, inner in parsed if inner},
    )
