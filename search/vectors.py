"""The words of published documents, in the columns that public search looks into."""

from collections.abc import Collection

from django.db import connection

from pages.models import PublishedDocument
from pages.models.document import OPENING
from search.spelling import learn

# PostgreSQL refuses a vector over 1 MB; this is the length of three novels.
LONGEST = 300_000  # characters
# Weights are PostgreSQL's own: a headline counts 1.0, then 0.4 and 0.2. What a story is
# about is a small vector of its own: to rank by all its words would mean to read long
# texts back, which is most of what a search costs.
WRITE = """
UPDATE pages_publisheddocument SET
    about = setweight(to_tsvector(%(config)s, title), 'A')
        || setweight(to_tsvector(%(config)s, dek || E'\\n' || names), 'B')
        || setweight(to_tsvector(%(config)s, left(text, %(opening)s)), 'C'),
    words = to_tsvector(%(config)s, left(text, %(longest)s))
WHERE page_id = ANY(%(ids)s) AND state = 'live'
"""


def write(documents: Collection[PublishedDocument], *, config: str) -> None:
    """Have `documents` be found by their words.

    Args:
        documents: saved ones; a tombstone among them stays without words.
        config: PostgreSQL's text search configuration, which knows the language.
    """
    learn(f"{row.title}\n{row.dek}\n{row.names}\n{row.opening}" for row in documents)
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values([row.pk for row in documents], config=config))


def values(ids: Collection[int], *, config: str) -> dict[str, str | int | list[int]]:
    """Return what `WRITE` takes."""
    return {
        "config": config,
        "opening": OPENING,
        "longest": LONGEST,
        "ids": list(ids),
    }
