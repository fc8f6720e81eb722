"""Watch: compare what is wrong with the mirrors with what was told of it, and tell the rest."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from pages import clock
from workflows.mirrors.alarms import rules
from workflows.mirrors.alarms.rules import Trouble
from workflows.mirrors.alarms.said import News
from workflows.mirrors.models import Alarm, Mirror
from workflows.mirrors.operating.conditions import Condition
from workflows.mirrors.signals import alarmed

log = structlog.get_logger("masthead.mirrors")

WATCHING = 0x77617463  # one worker at a time
HISTORY = timedelta(days=30)


@transaction.atomic
def watch(mirrors: Iterable[Condition]) -> News | None:
    """Begin, repeat and end alarms; tell of all that changed in one message.

    Args:
        mirrors: how all of them are now.

    Returns:
        What was told; None if another worker is at it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [WATCHING])
        if not cursor.fetchone()[0]:
            return None
    now = clock.now()
    standing = {
        (one.mirror_id, one.kind): one
        for one in Alarm.objects.standing().select_related("mirror")
    }
    wrong = {
        (one.mirror.pk, kind): (one.mirror, since)
        for one in mirrors
        for kind, since in one.troubles.items()
    }
    news = News(
        began=[
            _begin(*about, Trouble(key[1]), now)
            for key, about in wrong.items()
            if key not in standing
        ],
        lasts=[
            standing[key]
            for key in wrong
            if key in standing and _again(standing[key], now)
        ],
        over=[
            one for key, one in standing.items() if key not in wrong and _end(one, now)
        ],
    )
    Alarm.objects.filter(over_at__lt=now - HISTORY).delete()
    if news:
        alarmed.send(sender=Alarm, news=news)
    return news


def _begin(mirror: Mirror, since: datetime, kind: Trouble, now: datetime) -> Alarm:
    log.warning("mirror_alarm", mirror=mirror.name, kind=str(kind), times=1)
    return Alarm.objects.create(
        mirror=mirror, kind=kind, since=since, noticed_at=now, told_at=now
    )


def _again(alarm: Alarm, now: datetime) -> bool:
    """Note that it lasts; return whether that is told now."""
    told = rules.is_told_again(alarm.times, alarm.told_at, now=now)
    if told:
        alarm.times, alarm.told_at = alarm.times + 1, now
        log.warning(
            "mirror_alarm",
            mirror=alarm.mirror.name,
            kind=alarm.kind,
            times=alarm.times,
        )
    alarm.noticed_at = now
    alarm.save(update_fields=["noticed_at", "times", "told_at"])
    return told


def _end(alarm: Alarm, now: datetime) -> bool:
    """End it, if it has been gone for long enough; return whether it is over."""
    if not rules.is_over(alarm.noticed_at, now=now):
        return False
    alarm.over_at = alarm.noticed_at
    alarm.save(update_fields=["over_at"])
    log.info("mirror_alarm_over", mirror=alarm.mirror.name, kind=alarm.kind)
    return True
