"""A mirror's history as two drawings, and as a table for whoever cannot see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.mirrors.operating import plot
from workflows.mirrors.operating.history import History
from workflows.mirrors.operating.words import for_long


@dataclass(frozen=True)
class Mark:
    """A tick: how far along its axis, in percent, and what is written there."""

    at: str
    said: str


@dataclass(frozen=True)
class Drawing:
    """One plot.

    kind: a name for its colors, and for the ids of its texts.
    title: what it shows. said: the same in words. path: of SVG.
    """

    kind: str
    title: str
    said: str
    path: str
    across: list[Mark]
    up: list[Mark]


def drawings(history: History) -> list[Drawing]:
    """Return how far behind, and what failed."""
    return [_behind(history), _failed(history)]


def _behind(history: History) -> Drawing:
    axis = plot.axis_of_seconds(history.worst)
    ticks = [(at, for_long(timedelta(seconds=at))) for at in axis.ticks]
    return Drawing(
        "behind",
        _("How far behind"),
        _said_of_behind(history),
        plot.line(history.behind, axis),
        _across(history),
        _up(axis, ticks),
    )


def _failed(history: History) -> Drawing:
    axis = plot.axis_of_numbers(max(history.failed))
    number = history.failures
    said = ngettext("%d failure in all.", "%d failures in all.", number) % number
    return Drawing(
        "failed",
        _("Failures"),
        said if number else _("Nothing failed."),
        plot.bars(history.failed, axis),
        _across(history),
        _up(axis, [(at, f"{at:.0f}") for at in axis.ticks]),
    )


def _said_of_behind(history: History) -> str:
    if not history.is_measured:
        return _("Nothing was measured.")
    if not history.worst:
        return _("It was never behind.")
    worst = for_long(timedelta(seconds=history.worst))
    at = date_format(
        timezone.localtime(history.at(history.behind.index(history.worst))),
        "SHORT_DATETIME_FORMAT",
    )
    told = {"span": worst, "at": at}
    return _("At worst it was %(span)s behind, from %(at)s on.") % told


def _across(history: History) -> list[Mark]:
    zone = timezone.get_current_timezone()
    every = history.window.tick
    shown = "j M" if every >= 24 else "H:i"
    found = plot.hours(history.start, history.end, zone, every=every)
    return [
        Mark(_percent((at - history.start) / history.window.length), _clock(at, shown))
        for at in found
    ]


def _clock(at: datetime, shown: str) -> str:
    return date_format(timezone.localtime(at), shown)


def _up(axis: plot.Axis, ticks: list[tuple[float, str]]) -> list[Mark]:
    return [Mark(_percent(1 - axis.height(at)), said) for at, said in ticks]


def _percent(part: float) -> str:
    return f"{part * 100:.2f}%"
