"""Write down what mirrors owe: one statement, in the transaction that changes the tree."""

from collections.abc import Collection

from django.db import connection

from workflows.mirrors.models import Mirror, Rank
from workflows.mirrors.models.mirror import OWING
from workflows.press.models import CacheClass, PublishedFile

# Sorted, so that two transactions that change the same files wait and never deadlock.
# attempts = 0 also tells a worker that carries the path right now: owed anew.
STATEMENT = f"""
    INSERT INTO mirrors_duefile AS due
        (mirror_id, path, edition, urgent, rank, attempts, next_at, last_error)
    SELECT mirror.id, file.path, file.edition, {{urgent}},
        CASE
            WHEN file.cache = '{CacheClass.IMMUTABLE}'
                THEN CASE WHEN file.gone THEN {Rank.GONE_IMMUTABLE:d} ELSE {Rank.IMMUTABLE:d} END
            WHEN file.page_id IS NULL OR file.type LIKE 'application/%%xml' THEN {Rank.LIST:d}
            ELSE {Rank.PAGE:d}
        END,
        0, statement_timestamp(), ''
    FROM press_publishedfile AS file, mirrors_mirror AS mirror
    WHERE {{which}}
    ORDER BY mirror.id, file.path
    ON CONFLICT (mirror_id, path) DO UPDATE SET
        edition = GREATEST(due.edition, excluded.edition),
        urgent = due.urgent OR excluded.urgent,
        rank = excluded.rank,
        attempts = 0,
        next_at = excluded.next_at,
        last_error = ''
"""  # noqa: S608 — our own names, no value of a user
SOME_FILES = STATEMENT.format(
    # A picture that was replaced waits: pages that show it may be owed still.
    urgent=f"%(urgent)s OR (file.gone AND file.cache <> '{CacheClass.IMMUTABLE}')",
    which="file.path = ANY(%(paths)s) AND mirror.state = ANY(%(states)s)",
)
ONE_MIRROR = STATEMENT.format(
    # What is gone may be what a kill removed: a folder that was used before must not keep it.
    urgent="file.gone",
    which="mirror.id = %(mirror)s",
)


def owe(files: Collection[PublishedFile], *, urgent: bool) -> None:
    """Have every mirror owe these files as the published tree has them now.

    Call it in the transaction that wrote them. A page that is gone is urgent by itself.

    Args:
        files: rows of the published tree, gone ones included.
        urgent: whether they go before everything else.
    """
    paths = [file.path for file in files]
    with connection.cursor() as cursor:
        cursor.execute(
            SOME_FILES,
            {"paths": paths, "states": list(OWING), "urgent": urgent},
        )


def owe_tree(mirror: Mirror) -> None:
    """Have one mirror owe the whole published tree, tombstones included.

    Call it under the tree's lock: a press that has not committed yet would see a mirror that owes
    nothing, and the mirror a tree without that press.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_MIRROR, {"mirror": mirror.pk})
