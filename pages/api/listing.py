"""Lists: one page of them, and their total."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.conf import settings

from pages.api.parameters import Parameters, whole_number
from pages.api.refusals import BadParameter
from pages.public.forms import as_text

PAGE = 20


class Results(Protocol):
    """Rows that are read when they are sliced, as of a queryset."""

    def __getitem__(self, key: slice, /) -> Iterable[Any]: ...
    def count(self) -> int: ...


def page_of(results: Results, parameters: Parameters) -> tuple[list[Any], int]:
    """Return the rows that `limit` and `offset` ask for, and how many there are in all.

    Raises:
        BadParameter: one of them is no number, or more than is handed out at once.
    """
    limit = read_limit(parameters, maximum=settings.API_LIMIT_MAX)
    offset = whole_number(parameters, "offset", default=0)
    page = results[offset : offset + limit]
    rows = list(page)
    # A page that is not full is the last: its end is the total.
    if len(rows) < limit and (rows or not offset):
        return rows, offset + len(rows)
    total = getattr(page, "total", None)  # a search counts while it ranks
    return rows, results.count() if total is None else total


def read_limit(parameters: Parameters, *, maximum: int, default: int = PAGE) -> int:
    limit = whole_number(parameters, "limit", default=min(default, maximum))
    if limit > maximum:
        raise BadParameter(f"limit cannot be higher than {maximum}")
    return limit


def list_text(
    texts: Iterable[str], total: int, remarks: Mapping[str, Any] | None = None
) -> str:
    """Return a list in Wagtail's shape from the JSON texts of its items."""
    meta = as_text({"total_count": total, **(remarks or {})})
    return f'{{"meta":{meta},"items":[{",".join(texts)}]}}'
