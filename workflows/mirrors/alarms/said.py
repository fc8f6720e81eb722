"""What is told of alarms, in words: one message for all that changed at the same time."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from workflows.mirrors.models import Alarm


@dataclass(frozen=True)
class News:
    """What changed in one look at all mirrors: what began, what lasts, and what is over."""

    began: Sequence[Alarm]
    lasts: Sequence[Alarm]
    over: Sequence[Alarm]

    def __bool__(self) -> bool:
        return bool(self.began or self.lasts or self.over)


def headline(news: News) -> str:
    """Return the names of the mirrors, each once."""
    alarms = [*news.began, *news.lasts, *news.over]
    return ", ".join(dict.fromkeys(one.mirror.name for one in alarms))


def lines(news: News) -> str:
    """Return one line for each alarm, what began first."""
    told = [_line(one) for one in (*news.began, *news.lasts)]
    over = [_("Over: %(alarm)s.") % {"alarm": one} for one in news.over]
    return "\n".join(told + over)


def _line(alarm: Alarm) -> str:
    at = date_format(localtime(alarm.since), "SHORT_DATETIME_FORMAT")
    said = _("%(alarm)s, since %(at)s.") % {"alarm": alarm, "at": at}
    because = {
        "silent": alarm.mirror.unseen_because,
        "failing": alarm.mirror.last_error,
    }
    return f"{said} {because.get(alarm.kind, '')}".strip()
