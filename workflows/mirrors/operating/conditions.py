"""How each mirror is: owed, unseen, wrong, and how far behind; a few queries for all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q

from pages import clock
from workflows.mirrors.alarms.rules import Facts, Trouble, troubles
from workflows.mirrors.following import known_without
from workflows.mirrors.models import DueFile, DueLook, Mirror, State
from workflows.mirrors.models.mirror import OWING
from workflows.press.editions import newest_number
from workflows.press.models import Edition

NOT_MENDED = 2  # repairs after which what is wrong is named

Counts = dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Condition:
    """One mirror, as the tables have it now.

    newest: the newest edition there is.
    owed, takedowns: files that it is still to get, and those of takedowns among them.
    unseen, wrong: files carried and not yet seen; those that repair does not mend.
    behind_since: when the oldest edition that it lacks was published; a file that is
        carried again for what was seen is no edition that it lacks.
    takedown_since: when the oldest takedown that it owes was ordered.
    now: when all this was read.
    """

    mirror: Mirror
    newest: int
    now: datetime
    owed: int = 0
    takedowns: int = 0
    unseen: int = 0
    wrong: int = 0
    behind_since: datetime | None = None
    takedown_since: datetime | None = None

    @property
    def editions_behind(self) -> int:
        return max(0, self.newest - self.mirror.edition) if self.mirror.is_asked else 0

    @property
    def behind(self) -> timedelta:
        since = self.behind_since
        return self.now - since if since else timedelta(0)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is about to change here by itself."""
        waits = self.owed or self.unseen or self.mirror.state == State.SYNCING
        return not (self.mirror.is_carried and waits)

    @property
    def facts(self) -> Facts:
        return Facts(
            is_carried=self.mirror.is_carried,
            is_live=self.mirror.state == State.LIVE,
            is_ahead=self.mirror.ahead > 0 and self.mirror.is_asked,
            silent_since=self.mirror.unseen_since,
            takedown_since=self.takedown_since,
            failing_since=self.mirror.failing_since,
            behind_since=self.behind_since,
            wrong=self.wrong,
        )

    @property
    def troubles(self) -> dict[Trouble, datetime]:
        return troubles(self.facts, now=self.now)


def read(mirrors: Iterable[Mirror]) -> list[Condition]:
    """Return the condition of each of `mirrors`. Five queries and the time, however many."""
    rows = list(mirrors)
    keys = [one.pk for one in rows]
    newest, now = newest_number(), clock.now()
    owed, looks = _owed(rows), _looks(keys)
    return [
        Condition(one, newest, now, **owed.get(one.pk, {}), **looks.get(one.pk, {}))
        for one in rows
    ]


def of_all() -> list[Condition]:
    """Return the condition of every mirror there is."""
    return read(Mirror.objects.all())


def of(mirror: Mirror) -> Condition:
    """Return the condition of one mirror."""
    (condition,) = read([mirror])
    return condition


def _owed(mirrors: list[Mirror]) -> Counts:
    # 0 is no edition: what no row of the tree names must go.
    ordered = Q(urgent=True, edition__gt=0)
    copied = [one for one in mirrors if one.edition == 0]
    for key, known in known_without(copied).items():
        ordered &= ~Q(mirror=key, edition__lte=known)
    found = _per_mirror(
        DueFile.objects.filter(mirror__in=mirrors, mirror__state__in=OWING),
        owed=Count("pk"),
        takedowns=Count("pk", filter=Q(urgent=True)),
        takedown=Min("edition", filter=ordered),
        lacking=Min(
            "edition", filter=Q(edition__gt=F("mirror__edition"), mirror__edition__gt=0)
        ),
    )
    numbers = {row[name] for row in found.values() for name in ("takedown", "lacking")}
    at = dict(
        Edition.objects.filter(pk__in=numbers - {None}).values_list("number", "at")
    )
    for row in found.values():
        row["takedown_since"] = at.get(row.pop("takedown"))
        row["behind_since"] = at.get(row.pop("lacking"))
    return found


def _looks(keys: list[int]) -> Counts:
    return _per_mirror(
        DueLook.objects.filter(mirror__in=keys, mirror__state__in=OWING),
        unseen=Count("pk"),
        wrong=Count("pk", filter=Q(repairs__gte=NOT_MENDED)),
    )


def _per_mirror(rows: Any, **counts: Any) -> Counts:
    counted = rows.values("mirror").order_by("mirror").annotate(**counts)
    return {row.pop("mirror"): row for row in counted}
