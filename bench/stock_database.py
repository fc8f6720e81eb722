"""A copy of the loaded database in the state in which stock Wagtail keeps it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection

NAME = "masthead_bench_stock"

# Same rows, but Masthead's own indexes would make stock Wagtail's search faster, and
# stock Wagtail knows no published documents.
UNDO = """
DO $$
DECLARE ours text;
BEGIN
    FOR ours IN SELECT indexname FROM pg_indexes
        WHERE tablename IN ('wagtailsearch_indexentry', 'wagtailcore_page')
        AND indexname LIKE 'search\\_%'
    LOOP EXECUTE format('DROP INDEX %I', ours); END LOOP;
END $$;
DELETE FROM wagtailsearch_indexentry;
DELETE FROM pages_publisheddocument;
"""


@contextmanager
def stock_copy(url: str) -> Iterator[str]:
    """Copy the database at `url`, which nobody may use meanwhile; yield the copy's URL.

    The search indexes of both are built anew. The copy is dropped in the end.
    """
    copy = urlunsplit(urlsplit(url)._replace(path=f"/{NAME}"))
    connection.close()
    connection.close_pool()
    source = urlsplit(url).path.removeprefix("/")
    drop = f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)"
    with _outside(url) as admin:
        admin.execute(drop)
        admin.execute(f'CREATE DATABASE {NAME} TEMPLATE "{source}"')
    try:
        with psycopg.connect(copy, autocommit=True) as database:
            database.execute(UNDO)
        _index(copy)
        for address in (url, copy):
            with psycopg.connect(address, autocommit=True) as database:
                database.execute("VACUUM ANALYZE")
        yield copy
    finally:
        with _outside(url) as admin:
            admin.execute(drop)


def environment(copy: str) -> dict[str, str]:
    """Return what a process of the stock side is told."""
    return {
        "DJANGO_SETTINGS_MODULE": "bench.stock_settings",
        "STOCK_DATABASE_URL": copy,
    }


def _outside(url: str) -> psycopg.Connection:
    elsewhere = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    return psycopg.connect(elsewhere, autocommit=True)


def _index(copy: str) -> None:
    """Build both sides' search indexes, each with its own backend."""
    argv = [sys.executable, "manage.py", "update_index"]
    sides = [os.environ, os.environ | environment(copy)]
    builds = [
        subprocess.Popen(argv, env=side, stdout=subprocess.DEVNULL) for side in sides
    ]
    for build in builds:
        if build.wait():
            sys.exit("update_index failed; what it said is above.")
