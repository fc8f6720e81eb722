"""A series of numbers over time as a drawing: round ticks, and where marks lie. Pure arithmetic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from itertools import chain, count, groupby

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
# Steps of seconds that people count in; from a day on, those of round numbers.
ROUND_SECONDS = (
    *(1, 2, 5, 10, 20, 30),
    *(MINUTE * n for n in (1, 2, 5, 10, 20, 30)),
    *(HOUR * n for n in (1, 2, 3, 6, 12)),
)
LOW = 10.0  # seconds; less is drawn small, not as a mountain
STEPS = 4  # of an axis, at most
WIDTH, HEIGHT = 1000, 100  # of the drawing, in its own units; it is stretched to fit


@dataclass(frozen=True)
class Axis:
    """From 0 to `top`, with a tick at each multiple of `step`."""

    top: float
    step: float

    @property
    def ticks(self) -> list[float]:
        return [self.step * n for n in range(round(self.top / self.step) + 1)]

    def height(self, value: float) -> float:
        """Return how high `value` lies, from 0 to 1."""
        return min(value / self.top, 1.0)


def axis_of_seconds(most: float) -> Axis:
    """Return an axis for spans up to `most` seconds, with at most four steps."""
    most = max(most, LOW)
    steps = chain(ROUND_SECONDS, (DAY * step for step in _round_numbers()))
    return next(_axis(step, most) for step in steps if step * STEPS >= most)


def axis_of_numbers(most: int) -> Axis:
    """Return an axis for counts up to `most`: whole numbers, with at most four steps."""
    most = max(most, 1)
    return next(_axis(step, most) for step in _round_numbers() if step * STEPS >= most)


def hours(
    start: datetime, end: datetime, zone: tzinfo, *, every: int
) -> list[datetime]:
    """Return the hours between two times that are multiples of `every` on a local clock.

    Args:
        start: aware; none before it is returned.
        end: aware; nor one from it on.
        zone: whose clock.
        every: hours; 24 or more counts days.
    """
    day = start.astimezone(zone).date()
    clocks = range(0, 24, min(every, 24))
    found: list[datetime] = []
    while (first := datetime.combine(day, time(0), zone)) < end:
        of_day = (first.replace(hour=clock) for clock in clocks)
        found += [at for at in of_day if start <= at < end]
        day += timedelta(days=max(1, every // 24))
    return found


def line(values: Sequence[float | None], axis: Axis) -> str:
    """Return the path of a stepped line; None is a gap, as nothing was measured."""
    width = WIDTH / len(values)
    parts: list[str] = []
    for is_gap, run in groupby(enumerate(values), key=lambda at: at[1] is None):
        if is_gap:
            continue
        steps = [(number, value or 0.0) for number, value in run]
        parts.append(f"M{_at(steps[0][0] * width)} {_depth(steps[0][1], axis)}")
        parts += [
            f"V{_depth(value, axis)}H{_at((number + 1) * width)}"
            for number, value in steps
        ]
    return "".join(parts)


def bars(values: Sequence[int], axis: Axis) -> str:
    """Return the path of one bar for each number that is not 0."""
    width = WIDTH / len(values)
    return "".join(
        f"M{_at((number + 0.1) * width)} {HEIGHT}V{_depth(value, axis)}"
        f"h{_at(width * 0.8)}V{HEIGHT}z"
        for number, value in enumerate(values)
        if value
    )


def _axis(step: float, most: float) -> Axis:
    steps = -(-most // step)
    return Axis(top=steps * step, step=step)


def _round_numbers() -> Iterator[int]:
    """Yield 1, 2, 5, 10, 20, 50 and so on."""
    for power in count():
        yield from (digit * 10**power for digit in (1, 2, 5))


def _at(across: float) -> str:
    return f"{across:.1f}"


def _depth(value: float, axis: Axis) -> str:
    return f"{HEIGHT * (1 - axis.height(value)):.1f}"
