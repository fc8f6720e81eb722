"""Write down what mirrors owe: one statement, in the transaction that changes the tree."""

from collections.abc import Collection

from django.db import connection, transaction
from django.db.models.functions import Now

from workflows.mirrors.models import DueLook, Mirror, Rank
from workflows.mirrors.models.mirror import OWING
from workflows.mirrors.proof import layout
from workflows.press.fronts import FRONTS
from workflows.press.models import CacheClass, PublishedFile

METADATA, HEAD = layout.FOLDER, layout.HEAD

# Sorted, so that two transactions that change the same files wait and never deadlock.
# attempts = 0 also tells a worker that carries the path right now: owed anew.
STATEMENT = f"""
    INSERT INTO mirrors_duefile AS due
        (mirror_id, path, edition, urgent, rank, attempts, next_at, last_error)
    SELECT mirror.id, file.path, file.edition, {{urgent}},
        CASE
            WHEN file.path = '{HEAD}' THEN {Rank.HEAD:d}
            WHEN file.path LIKE '{METADATA}%%'
                THEN CASE WHEN file.gone THEN {Rank.GONE_METADATA:d} ELSE {Rank.METADATA:d} END
            WHEN file.cache = '{CacheClass.IMMUTABLE}'
                THEN CASE WHEN file.gone THEN {Rank.GONE_IMMUTABLE:d} ELSE {Rank.IMMUTABLE:d} END
            WHEN file.gone THEN {Rank.REMOVED:d}
            WHEN file.page_id IS NULL OR document.type = ANY(%(fronts)s)
                OR file.type LIKE 'application/%%xml' THEN {Rank.LIST:d}
            ELSE {Rank.PAGE:d}
        END,
        0, statement_timestamp(), ''
    FROM mirrors_mirror AS mirror, press_publishedfile AS file
        LEFT JOIN pages_publisheddocument AS document ON document.page_id = file.page_id
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
# A picture that was replaced waits: pages that show it may be owed still.
URGENT = f"file.gone AND file.cache <> '{CacheClass.IMMUTABLE}' AND file.path NOT LIKE '{METADATA}%%'"
SOME_FILES = STATEMENT.format(
    urgent=f"%(urgent)s OR ({URGENT})",
    which="file.path = ANY(%(paths)s) AND mirror.state = ANY(%(states)s)",
)
ONE_MIRROR = STATEMENT.format(
    # What is gone may be what a kill removed: a folder that was used before must not keep it.
    urgent=f"file.gone AND file.path NOT LIKE '{METADATA}%%'",
    which="mirror.id = %(mirror)s",
)
AGAIN = STATEMENT.format(
    urgent=URGENT,
    which="mirror.id = %(mirror)s AND file.path = ANY(%(paths)s)",
)
# What no row of the tree names must not lie on a mirror.
STRANGERS = f"""
    INSERT INTO mirrors_duefile AS due
        (mirror_id, path, edition, urgent, rank, attempts, next_at, last_error)
    SELECT %(mirror)s, stranger.path, 0, true, {Rank.REMOVED:d}, 0, statement_timestamp(), ''
    FROM unnest(%(paths)s::text[]) AS stranger (path)
        LEFT JOIN press_publishedfile AS file ON file.path = stranger.path
    WHERE file.path IS NULL
    ORDER BY stranger.path
    ON CONFLICT (mirror_id, path) DO NOTHING
"""  # noqa: S608 — our own numbers, no value of a user


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
            {
                "paths": paths,
                "states": list(OWING),
                "urgent": urgent,
                "fronts": list(FRONTS),
            },
        )


def owe_tree(mirror: Mirror) -> None:
    """Have one mirror owe the whole published tree, tombstones included.

    Call it under the tree's lock: a press that has not committed yet would see a mirror that owes
    nothing, and the mirror a tree without that press.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_MIRROR, {"mirror": mirror.pk, "fronts": list(FRONTS)})


@transaction.atomic
def owe_again(mirror: Mirror, paths: Collection[str]) -> None:
    """Have one mirror owe these paths: something else may lie there than was carried.

    Args:
        mirror: the one. It may have been retired since it was read, and then owes nothing.
        paths: of the published tree, or of files that are none of it and must go.
    """
    named = list(paths)
    if not (named and _is_asked(mirror)):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            AGAIN, {"mirror": mirror.pk, "paths": named, "fronts": list(FRONTS)}
        )
        cursor.execute(STRANGERS, {"mirror": mirror.pk, "paths": named})


@transaction.atomic
def owe_look(mirror: Mirror, file: PublishedFile) -> None:
    """Have it be seen what one mirror's address shows for a file: it fell silent there.

    It is not urgent: no takedown waits for it, but in a first copy, which waits for all.
    """
    if _is_asked(mirror):
        DueLook.objects.get_or_create(
            mirror=mirror,
            path=file.path,
            defaults={"edition": file.edition, "carried_at": Now(), "next_at": Now()},
        )


def _is_asked(mirror: Mirror) -> bool:
    """Say whether a mirror owes what changes; until the transaction ends nobody retires it."""
    asked = Mirror.objects.owing().select_for_update(no_key=True)
    return asked.filter(pk=mirror.pk).first() is not None
