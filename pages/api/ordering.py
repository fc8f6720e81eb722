"""`?order=`: by fields, or at random."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random

from pages.api.parameters import Parameters
from pages.api.refusals import BadParameter


class Term(NamedTuple):
    """One thing to order by."""

    name: str
    descending: bool


AT_RANDOM = Term("random", descending=False)


def order_terms(
    parameters: Parameters, sources: Mapping[str, str], *, default: str
) -> list[OrderBy]:
    """Return what to order a queryset by.

    Args:
        parameters: of the request.
        sources: name that may be asked for → where it lies, as the ORM spells it. The
            first is unique.
        default: the order if none is asked for, e.g. `old_path,-id`.

    Raises:
        BadParameter: a name that cannot be ordered by.
    """
    terms = read_order(parameters, sources, default=default)
    if terms == [AT_RANDOM]:
        return [Random().asc()]
    return [OrderBy(F(sources[name]), descending=down) for name, down in terms]


def order_sql(
    parameters: Parameters, sources: Mapping[str, str], *, default: str
) -> str:
    """Return what follows ORDER BY; the same, with `sources` in SQL."""
    terms = read_order(parameters, sources, default=default)
    if terms == [AT_RANDOM]:
        return "random()"
    return ", ".join(
        f"{sources[name]} {'DESC' if down else 'ASC'}" for name, down in terms
    )


def read_order(
    parameters: Parameters, known: Collection[str], *, default: str
) -> list[Term]:
    """Return the terms of an order, ended by the first known name, which is unique.

    So pages of a list never overlap.

    Raises:
        BadParameter: a name that cannot be ordered by.
    """
    names = [name for name in (parameters.get("order") or default).split(",") if name]
    if "random" in names:
        _refuse_half_random(names, parameters)
        return [AT_RANDOM]
    return [_term(name, known) for name in (*names, next(iter(known)))]


def _refuse_half_random(names: list[str], parameters: Parameters) -> None:
    if len(names) > 1:
        raise BadParameter("order: random cannot be combined with other fields")
    if "offset" in parameters:
        raise BadParameter("order: random ordering with offset is not supported")


def _term(term: str, known: Collection[str]) -> Term:
    name = term.removeprefix("-")
    if name not in known:
        raise BadParameter(
            f"order: cannot order by '{term}' (unknown field); known are: "
            f"{', '.join([*known, 'random'])}"
        )
    return Term(name, descending=term.startswith("-"))
