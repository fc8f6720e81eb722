"""What is wrong with an item: a JSON path, and a sentence that says what to do."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """`path` is a JSON path (RFC 9535) below the item, e.g. `$.bodies[0].value`."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"

    def below(self, root: str) -> "Problem":
        """Return it with `root`, e.g. `$[3]`, in place of the item's own `$`."""
        return Problem(root + self.path.removeprefix("$"), self.message)


class BrokenItem(ValueError):
    """This item cannot be imported."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


def at(path: str, message: str) -> BrokenItem:
    return BrokenItem([Problem(path, message)])
