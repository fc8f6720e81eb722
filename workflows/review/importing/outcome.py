"""What became of an item."""

from dataclasses import dataclass
from enum import StrEnum

from pages.ninjs.problems import Problem


class Outcome(StrEnum):
    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    OLDER = "older"
    KILLED = "killed"
    FAILED = "failed"


@dataclass(frozen=True)
class Result:
    """`notes` are for whoever runs the import: nothing failed, but they should know."""

    outcome: Outcome
    page_id: int | None = None
    published: bool = False
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
