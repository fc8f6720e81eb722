"""Documents that hold words: found, ranked, counted and read in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from pages.api.selecting import TABLE, Documents, Row, select
from search.configuration import newsroom_configuration

SIGNS = {"and": " && ", "or": " || "}
HOLDS = "search_words(about, words) @@ {words}"
# Only keys are sorted; what a row holds is read for those that are shown.
STATEMENT = """
SELECT {columns}, total FROM (
    SELECT page_id, count(*) OVER () AS total,
        row_number() OVER (ORDER BY {order}) AS place
    FROM {table} WHERE {condition}
    ORDER BY place LIMIT %s OFFSET %s
) AS found JOIN {table} USING (page_id) ORDER BY place
"""


class Words(NamedTuple):
    """A `tsquery` as SQL, with its values."""

    sql: str
    values: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        """Every word of `text`, by its stem."""
        return cls("plainto_tsquery(%s, %s)", (newsroom_configuration(), text))

    @classmethod
    def joined(cls, operator: str, parts: Sequence["Words"]) -> Self:
        """All of `parts` (`and`), or any (`or`)."""
        sql = SIGNS[operator].join(part.sql for part in parts)
        return cls(f"({sql})", tuple(value for part in parts for value in part.values))


class Page(list[Row]):
    """One page of what was found. total: how many there are in all; None if it is empty."""

    total: int | None = None


@dataclass(frozen=True)
class Found:
    """What `documents` hold `words`; sliced, they are read."""

    documents: Documents
    words: Words
    by_relevance: bool

    def __getitem__(self, key: slice) -> Page:
        start = key.start or 0
        holding, ranked = self._holding, self.by_relevance
        best = f"ts_rank(about, {self.words.sql}) DESC, " if ranked else ""
        statement = STATEMENT.format(
            columns=holding.columns,
            order=best + holding.order,
            table=TABLE,
            condition=holding.condition,
        )
        values = (*(self.words.values if ranked else ()), *holding.values)
        rows = select(statement, (*values, key.stop - start, start))
        page = Page(holding.shape(*row[:-1]) for row in rows)
        page.total = rows[0][-1] if rows else None
        return page

    def count(self) -> int:
        return self._holding.count()

    @property
    def _holding(self) -> Documents:
        condition = HOLDS.format(words=self.words.sql)
        return self.documents.where(condition, *self.words.values)
