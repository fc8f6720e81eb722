"""What must be so once the sweeps have done their work, looked at from outside."""

import gzip
import hashlib
from pathlib import Path

import brotli
import psycopg
import requests

from tests.journeys.stack import MIRRORS, Stack
from tests.processes import within

UNPACK = {".gz": gzip.decompress, ".br": brotli.decompress}
PUBLIC = """
    SELECT page.id, page.title FROM wagtailcore_page AS page
    JOIN django_content_type AS kind ON kind.id = page.content_type_id
    WHERE page.live AND kind.app_label = 'pages'
"""
FOLLOWED = f"(SELECT id FROM mirrors_mirror WHERE name IN {MIRRORS})"  # noqa: S608 — our own names
BEHIND = "edition < (SELECT max(number) FROM press_edition)"
DOCUMENTS = "SELECT page_id, title FROM pages_publisheddocument WHERE state = 'live'"
TREE = "SELECT path, digest FROM press_publishedfile WHERE NOT gone"


def assert_truth(stack: Stack, *, seconds: float = 120) -> None:
    """Wait, at most so long, until nothing is owed; then everything must agree.

    And nobody who worked on it may have waited for another in a circle.

    A sweep may cut one more edition in the middle of a look, so a look that finds
    something wrong is repeated until the time is over. Mirrors that a test added beside
    the newsroom's own are that test's to follow.
    """
    found: list[str] = []

    def is_true() -> bool:
        found[:] = owed(stack) or wrong(stack)
        return not found

    assert within(seconds, is_true), found
    # Each side would be tried again: without this nobody would see it.
    assert "deadlock detected" not in stack.log("postgres")


def owed(stack: Stack) -> list[str]:
    """Return one sentence for each thing that is still to be done."""
    try:
        waiting = {
            "pages owed to the press": stack.count("press_duepage"),
            "files owed to mirrors": stack.count(
                "mirrors_duefile", f"mirror_id IN {FOLLOWED}"
            ),
            "editions not pressed": stack.count("press_edition", "pressed_at IS NULL"),
            "mirrors not at the newest edition": stack.count(
                "mirrors_mirror",
                f"id IN {FOLLOWED} AND (state <> 'live' OR {BEHIND})",
            ),
        }
    except psycopg.OperationalError as error:
        return [f"The database does not answer: {error}"]
    return [f"{count} {name}" for name, count in waiting.items() if count]


def wrong(stack: Stack) -> list[str]:
    """Return one sentence for each thing that is not as the tables say."""
    tree = dict(stack.rows(TREE))
    return [
        *_numbers(stack),
        *_documents(stack),
        *_answers(stack, tree),
        *(line for mirror in MIRRORS for line in _mirror(stack.folder(mirror), tree)),
    ]


def _numbers(stack: Stack) -> list[str]:
    """Edition numbers are 1 to n, and the counter stands at n."""
    numbers = [n for (n,) in stack.rows("SELECT number FROM press_edition ORDER BY 1")]
    counter = stack.rows("SELECT number FROM press_editioncounter")[0][0]
    gapless = numbers == list(range(1, counter + 1))
    return [] if gapless else [f"Editions {numbers}, but the counter says {counter}"]


def _documents(stack: Stack) -> list[str]:
    """Every live page has a document with its title, and no other page has one."""
    pages, documents = dict(stack.rows(PUBLIC)), dict(stack.rows(DOCUMENTS))
    return [
        f"Page {key}: the page is {pages.get(key)!r}, the document {documents.get(key)!r}"
        for key in pages.keys() | documents.keys()
        if pages.get(key) != documents.get(key)
    ]


def _answers(stack: Stack, tree: dict[str, str]) -> list[str]:
    """The API answers the very bytes that the tree holds, and 410 for what is gone."""
    found = []
    states = stack.rows("SELECT page_id, state FROM pages_publisheddocument")
    with requests.Session() as session:
        for key, state in states:
            address = f"http://localhost:{stack.web}/api/v2/pages/{key}/"
            answer = session.get(address, timeout=30)
            live = state == "live"
            wanted = tree.get(f"/api/v2/pages/{key}/index.json")
            served = digest_of(answer.content) if live else None
            if answer.status_code != (200 if live else 410) or served != wanted:
                found.append(
                    f"Page {key} ({state}) is answered with {answer.status_code} "
                    f"and {served}; the tree says {wanted}"
                )
    return found


def _mirror(folder: Path, tree: dict[str, str]) -> list[str]:
    """The folder holds the tree, its compressed forms, and nothing else."""
    held = files_of(folder)
    plain = {path for path in held if Path(path).suffix not in UNPACK}
    found = [
        f"{folder.name} {path}: the tree says {tree.get(path)}, the folder holds {now}"
        for path in tree.keys() | plain
        if tree.get(path)
        != (now := held[path] and digest_of(held[path]) if path in held else None)
    ]
    for path in held.keys() - plain:
        whole, end = path[:-3], path[-3:]
        if held.get(whole) != UNPACK[end](held[path]):
            found.append(f"{folder.name} {path} is no form of {whole}")
    return found


def files_of(folder: Path) -> dict[str, bytes]:
    """Path → bytes of everything that lies in a mirror's folder and could be served."""
    return {
        f"/{path.relative_to(folder)}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != ".masthead"
    }


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
