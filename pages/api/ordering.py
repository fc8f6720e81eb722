"""`?order=`: by fields, or at random."""

from collections.abc import Mapping

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random

from pages.api.parameters import Parameters
from pages.api.refusals import BadParameter


def order_terms(
    parameters: Parameters, sources: Mapping[str, str], *, default: str
) -> list[OrderBy]:
    """Return what to order by.

    Args:
        parameters: of the request.
        sources: name that may be asked for → where it lies, as the ORM spells it. The
            first is unique; it ends every order, so that pages of a list never overlap.
        default: the order if none is asked for, e.g. `-first_published_at,-id`.

    Raises:
        BadParameter: a name that cannot be ordered by.
    """
    names = [name for name in (parameters.get("order") or default).split(",") if name]
    if "random" in names:
        return [_random(names, parameters)]
    return [_term(name, sources) for name in names] + [
        F(next(iter(sources.values()))).asc()
    ]


def _random(names: list[str], parameters: Parameters) -> OrderBy:
    if len(names) > 1:
        raise BadParameter("order: random cannot be combined with other fields")
    if "offset" in parameters:
        raise BadParameter("order: random ordering with offset is not supported")
    return Random().asc()


def _term(term: str, sources: Mapping[str, str]) -> OrderBy:
    name = term.removeprefix("-")
    if name not in sources:
        known = ", ".join([*sources, "random"])
        raise BadParameter(
            f"order: cannot order by '{term}' (unknown field); known are: {known}"
        )
    source = F(sources[name])
    return source.desc() if term.startswith("-") else source.asc()
