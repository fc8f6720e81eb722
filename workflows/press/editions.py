"""Cut an edition: the next number, in the transaction that publishes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from pages import clock
from workflows.press import owed
from workflows.press.models import Action, Edition, EditionCounter
from workflows.press.models.due import Rank
from workflows.press.nudge import nudge


@dataclass(frozen=True)
class Actor:
    """Who did it; nobody when a sweep did."""

    id: int | None = None
    name: str = ""

    @classmethod
    def of(cls, user: Any) -> "Actor":
        return cls(user.pk, user.get_username()) if user else cls()


NOBODY = Actor()


def newest_number() -> int:
    """Return the number of the newest edition, pressed or not; 0 before the first."""
    return Edition.objects.aggregate(newest=Max("number"))["newest"] or 0


def pressed_number(*, parked_takedowns: bool = False) -> int:
    """Return the newest edition up to which everything is pressed; 0 before the first.

    Parked pages hold up nobody: they come back under a number of their own. One
    statement, so one moment: an edition that is cut meanwhile cannot be taken for a
    pressed one.

    Args:
        parked_takedowns: whether a parked page counts all the same if it may show what
            was taken down.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT COALESCE(
                (SELECT MIN(edition) - 1 FROM press_duepage
                    WHERE last_error = '' OR (urgent AND %s)),
                (SELECT MAX(number) FROM press_edition),
                0
            )
            """,
            [parked_takedowns],
        )
        return int(cursor.fetchone()[0])


def hold() -> None:
    """Take the counter's lock until the transaction ends, and no number yet."""
    EditionCounter.objects.select_for_update().first()


def next_number() -> int:
    """Take the next edition number; its lock is held until the transaction ends.

    Numbers are gapless (a rollback gives the number back) and in commit order (the
    next taker waits). Must run inside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO press_editioncounter (id, number) VALUES (1, 1)
            ON CONFLICT (id) DO UPDATE SET number = press_editioncounter.number + 1
            RETURNING number
            """
        )
        return int(cursor.fetchone()[0])


def floor() -> int:
    """Return the edition cut after a restored backup; 0 if there never was one.

    Others may have seen newer numbers than the backup's on whatever is older.
    """
    return EditionCounter.objects.aggregate(floor=Max("floor"))["floor"] or 0


def move_past(seen: int, *, ref: str) -> Edition | None:
    """Let no new edition have a number up to `seen`: others know those.

    The one gap there may be: after a restored backup. An edition beyond it is cut and
    is the floor; None if it was cut before. Must run inside a transaction.
    """
    hold()
    if floor() > seen:
        return None
    EditionCounter.objects.filter(number__lt=seen).update(number=seen)
    edition = record(action=Action.RESTORE, ref=ref)
    EditionCounter.objects.update(floor=edition.number)
    return edition


def cut(
    action: Action,
    *,
    page_id: int,
    revision_id: int | None,
    significance: str = "",
    actor: Actor = NOBODY,
) -> Edition:
    """Record that `page_id` changed publicly, and owe its press. Call it in a transaction."""
    edition = record(
        action=action,
        page_id=page_id,
        revision_id=revision_id,
        significance=significance,
        actor=actor,
    )
    owed.owe([page_id], edition.number, rank=Rank.STORY)
    nudge()
    return edition


@transaction.atomic
def cut_resource(
    ref: str,
    page_ids: Iterable[int],
    *,
    rank: Rank = Rank.DEPENDENT,
    actor: Actor = NOBODY,
) -> Edition:
    """Record that `ref` (`author:3`, `image:5`, `site`) changed; owe every page showing it."""
    edition = record(action=Action.RESOURCE, ref=ref, actor=actor)
    owed.owe(page_ids, edition.number, rank=rank)
    nudge()
    return edition


@transaction.atomic
def cut_move(page_id: int, moved: Iterable[int]) -> Edition:
    """Record that `page_id` got a new address, and with it everything in `moved`."""
    edition = record(action=Action.MOVE, page_id=page_id)
    owed.owe(moved, edition.number, rank=Rank.DEPENDENT)
    owed.owe([page_id], edition.number, rank=Rank.STORY)
    nudge()
    return edition


def record(*, actor: Actor = NOBODY, **fields: Any) -> Edition:
    """Write the next edition. Must run inside the transaction that changes the public."""
    return Edition.objects.create(
        number=next_number(),
        at=clock.now(),
        actor_id=actor.id,
        actor_name=actor.name,
        **fields,
    )
