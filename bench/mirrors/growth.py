"""Grow an archive by copies of its stories: the rows that publishing writes, made by SQL.

A copy has rows of its own wherever a story has them. It shares the bytes of its original:
in the store, under the same digest, and on mirrors, by hard links. Its body links where
the original's does, and numbers of editions have gaps.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import Page

from pages.models import PublishedDocument
from workflows.mirrors.proof import owed

# Table → the story that a row of it is of.
OF_PAGE = "CASE WHEN t.base_content_type_id = %(page)s THEN t.object_id::bigint END"
TABLES = {
    "wagtailcore_page": "t.id",
    "pages_articlepage": "t.page_ptr_id",
    "pages_byline": "t.page_id",
    "pages_relatedstory": "t.page_id",
    "pages_storytag": "t.content_object_id",
    "wagtailcore_revision": OF_PAGE,
    "wagtailcore_workflowstate": OF_PAGE,
    "wagtailcore_taskstate": "(SELECT object_id::bigint FROM wagtailcore_workflowstate"
    " WHERE id = t.workflow_state_id)",
    "wagtailcore_pagelogentry": "t.page_id",
    "wagtailcore_referenceindex": OF_PAGE,
    "wagtailsearch_indexentry": "CASE WHEN t.content_type_id IN (%(page)s, %(document)s)"
    " THEN t.object_id::bigint END",
    "review_approval": "t.page_id",
    "review_entry": "t.page_id",
    "press_edition": "t.page_id",
    "pages_publisheddocument": "t.page_id",
    "press_publishedfile": "t.page_id",
    "pages_use": "t.page_id",
}  # fmt: skip
NUMBERED = {
    "id", "page_id", "page_ptr_id", "content_object_id", "story_id", "revision_id",
    "live_revision_id", "latest_revision_id", "workflow_state_id",
    "current_task_state_id", "edition", "number",
}  # fmt: skip
# Column → what a copy has there.
ADDRESS = (
    "replace(t.{0}, '/' || s.slug || '/', '/' || s.slug || '-' || c.number || '/')"
)
IN_TREE = "left(t.{0}, -4) || pg_temp.step(c.number * s.count + s.place + 1000)"
OTHERS = {
    "object_id": "(t.object_id::bigint + c.shift)::text",
    "to_object_id": "CASE WHEN t.to_content_type_id = %(page)s AND EXISTS"
    " (SELECT FROM story o WHERE o.id = t.to_object_id::bigint)"
    " THEN (t.to_object_id::bigint + c.shift)::text ELSE t.to_object_id END",
    "ref": "CASE WHEN EXISTS (SELECT FROM story o WHERE t.ref = 'page:' || o.id)"
    " THEN 'page:' || substr(t.ref, 6)::bigint + c.shift ELSE t.ref END",
    "slug": "t.slug || '-' || c.number",
    "url_path": ADDRESS.format("url_path"),
    "html_path": ADDRESS.format("html_path"),
    "tree_path": IN_TREE.format("tree_path"),
    "translation_key": "gen_random_uuid()",
    "first_published_at": "t.first_published_at - c.age",
    "last_published_at": "t.last_published_at - c.age",
}
FILE = f"replace({ADDRESS.format('path')}, '/pages/' || s.id || '/', '/pages/' || s.id + c.shift || '/')"
OWN = {
    ("wagtailcore_page", "path"): IN_TREE.format("path"),
    ("press_publishedfile", "path"): FILE,
    ("press_edition", "ref"): "t.ref",
}
PREPARE = """
SET LOCAL session_replication_role = replica;  -- checks no keys: ours are right
CREATE FUNCTION pg_temp.step(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
        (n / (36 ^ p)::bigint %% 36 + 1)::int, 1), '' ORDER BY p DESC)
    FROM generate_series(0, 3) AS p
$$;
CREATE TEMP TABLE story ON COMMIT DROP AS
    SELECT p.id, p.slug, p.path, row_number() OVER (ORDER BY p.id) AS place,
        count(*) OVER () AS count
    FROM wagtailcore_page AS p JOIN pages_articlepage AS a ON a.page_ptr_id = p.id;
CREATE UNIQUE INDEX ON story (id);
CREATE UNIQUE INDEX ON story (('page:' || id));
ANALYZE story;
CREATE TEMP TABLE copy ON COMMIT DROP AS
    SELECT number, number * %(stride)s::bigint AS shift, number * (
        SELECT max(first_published_at) - min(first_published_at) FROM wagtailcore_page
        WHERE id IN (SELECT id FROM story)) AS age
    FROM generate_series(1, %(copies)s) AS number;
"""
AFTERWARDS = """
UPDATE wagtailcore_page AS p SET numchild = numchild + added.count
FROM (SELECT left(path, -4) AS path, count(*) * %(copies)s AS count
    FROM story GROUP BY 1) AS added
WHERE p.path = added.path;
UPDATE press_editioncounter SET number = (SELECT max(number) FROM press_edition);
"""


def grow(copies: int, folders: list[Path]) -> None:
    """Give each story so many copies, each as much older as the archive is long.

    Args:
        copies: of each story.
        folders: of mirrors that hold the tree, and will hold the copies' files too.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        page = ContentType.objects.get_for_model(Page).pk
        document = ContentType.objects.get_for_model(PublishedDocument).pk
        told = {"copies": copies, "page": page, "document": document}
        told["stride"] = _stride()
        cursor.execute(PREPARE, told)
        for folder in folders:
            _link(folder)
        for table, story in TABLES.items():
            columns = _columns(table)
            values = ", ".join(_value(table, column) for column in columns)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values}"  # noqa: S608 — columns of our tables, values of OWN and OTHERS
                f" FROM {table} AS t JOIN story AS s ON s.id = {story}, copy AS c",
                told,
            )
        cursor.execute(AFTERWARDS, told)
        for table in TABLES:
            _advance(table)
        owed.owe_everything()


def _value(table: str, column: str) -> str:
    if column in NUMBERED:
        return f't."{column}" + c.shift'
    return OWN.get((table, column)) or OTHERS.get(column) or f't."{column}"'


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [
            one.name
            for one in connection.introspection.get_table_description(cursor, table)
        ]


def _stride() -> int:
    """Return a number above every number that is shifted by it."""
    highest = [
        f'SELECT max("{column}") FROM {table}'  # noqa: S608 — a key of TABLES and a column of it
        for table in TABLES
        for column in NUMBERED.intersection(_columns(table))
    ]
    numbers = " UNION ALL ".join(highest)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(max) FROM ({numbers}) AS n")  # noqa: S608 — made of the queries above
        return int(cursor.fetchone()[0]) + 1


def _advance(table: str) -> None:
    """Let the next row of a table have a number above those of the copies."""
    if "id" in _columns(table):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {table}",  # noqa: S608 — a key of TABLES
                [table],
            )


def _link(folder: Path) -> None:
    """Have a mirror's folder hold the copies' files, in all forms, as a delivery leaves them."""
    for original, copy in _pairs():
        for end in ("", ".gz", ".br"):
            source, target = folder / (original + end), folder / (copy + end)
            if source.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(source, target)


def _pairs() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT substr(t.path, 2), substr({FILE}, 2) FROM press_publishedfile AS t"  # noqa: S608 — FILE is written here
            " JOIN story AS s ON s.id = t.page_id, copy AS c WHERE NOT t.gone"
        )
        yield from cursor.fetchall()
