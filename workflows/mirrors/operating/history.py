"""What happened to mirrors over time, in equal spans: how far behind, and what failed."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from workflows.mirrors.models import Outcome
from workflows.mirrors.operating.words import for_long


@dataclass(frozen=True)
class Window:
    """The last `spans` spans of `span` each; a tick every so many hours."""

    name: str
    span: timedelta
    spans: int
    tick: int

    @property
    def length(self) -> timedelta:
        return self.span * self.spans


WINDOWS = {
    "day": Window("day", timedelta(minutes=15), 96, tick=6),
    "month": Window("month", timedelta(hours=6), 120, tick=7 * 24),
}


@dataclass(frozen=True)
class History:
    """One mirror in one window; lists have one entry for each span, the oldest first.

    behind: seconds, at worst; None where nothing was measured.
    failed: deliveries that failed, and rounds of looks without an answer or with
        something wrong.
    """

    window: Window
    start: datetime
    behind: list[float | None]
    failed: list[int]

    @property
    def end(self) -> datetime:
        return self.start + self.window.length

    @property
    def worst(self) -> float:
        return max((one for one in self.behind if one is not None), default=0.0)

    @property
    def failures(self) -> int:
        return sum(self.failed)

    @property
    def is_measured(self) -> bool:
        return any(one is not None for one in self.behind)

    def at(self, number: int) -> datetime:
        return self.start + self.window.span * number

    def told(self) -> list[tuple[datetime, str | None, int]]:
        """Return the spans in which a mirror was behind, in words, or something failed."""
        return [
            (self.at(number), _in_words(behind), failed)
            for number, (behind, failed) in enumerate(
                zip(self.behind, self.failed, strict=True)
            )
            if behind or failed
        ]


def _in_words(behind: float | None) -> str | None:
    return None if behind is None else for_long(timedelta(seconds=behind))


BEHIND = """
    SELECT mirror_id, date_bin(%(span)s, at, %(start)s), max(behind)
    FROM mirrors_reading
    WHERE mirror_id = ANY(%(mirrors)s) AND at >= %(start)s AND at < %(end)s
    GROUP BY 1, 2
"""
FAILED = f"""
    SELECT mirror_id, date_bin(%(span)s, finished_at, %(start)s), count(*)
    FROM (
        SELECT mirror_id, finished_at FROM mirrors_delivery
        WHERE outcome IN ('{Outcome.PARTIAL}', '{Outcome.STOPPED}')
        UNION ALL
        SELECT mirror_id, finished_at FROM mirrors_observation
        WHERE error <> '' OR wrong > 0
    ) AS failure
    WHERE mirror_id = ANY(%(mirrors)s)
        AND finished_at >= %(start)s AND finished_at < %(end)s
    GROUP BY 1, 2
"""  # noqa: S608 — our own names, no value of a user


def read(mirrors: Collection[int], window: Window) -> Mapping[int, History]:
    """Return the histories of mirrors, by key. Two queries, however many there are."""
    end = _end(timezone.now(), window.span)
    start = end - window.length
    asked = {
        "mirrors": list(mirrors),
        "span": str(window.span),
        "start": start,
        "end": end,
    }
    behind, failed = _ask(BEHIND, asked), _ask(FAILED, asked)
    times = [start + window.span * number for number in range(window.spans)]
    return {
        key: History(
            window,
            start,
            [behind[key].get(at) for at in times],
            [failed[key].get(at, 0) for at in times],
        )
        for key in mirrors
    }


def _end(now: datetime, span: timedelta) -> datetime:
    """Return the end of the span that `now` lies in: spans stand still from look to look."""
    number = now.timestamp() // span.total_seconds() + 1
    return datetime.fromtimestamp(number * span.total_seconds(), now.tzinfo)


def _ask(query: str, asked: Mapping[str, Any]) -> dict[int, dict[datetime, Any]]:
    found: dict[int, dict[datetime, Any]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(query, dict(asked))
        for mirror, at, number in cursor.fetchall():
            found[mirror][at] = number
    return found
