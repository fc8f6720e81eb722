"""What logs and histories call a file: its path holds the slug, which may have to be forgotten."""

from collections.abc import Collection

from django.db import connection

from workflows.mirrors.proof.layout import address_digest
from workflows.press.models import PublishedFile

NOT_STANDING = "sha256:"
FORGET = """
    UPDATE mirrors_observation SET paths = paths - %(paths)s::text[]
    WHERE wrong > 0 AND paths ?| %(paths)s::text[]
"""


def names_of(paths: Collection[str]) -> list[str]:
    """Return what to call each of `paths`, in their order.

    A standing file is called by its path. All else, and so whatever a kill took away, by
    the path's SHA-256: as the signed manifest of the story lists it under `gone`.
    """
    standing = PublishedFile.objects.standing().filter(path__in=paths)
    known = set(standing.values_list("path", flat=True))
    return [name(path, stands=path in known) for path in paths]


def name_of(path: str) -> str:
    """Return what to call one file now; see `names_of`."""
    return names_of([path])[0]


def name(path: str, *, stands: bool) -> str:
    return path if stands else f"{NOT_STANDING}{address_digest(path)}"


def forget(paths: Collection[str]) -> None:
    """Strike paths from what was observed: call it in the transaction that takes them away."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"paths": list(paths)})
