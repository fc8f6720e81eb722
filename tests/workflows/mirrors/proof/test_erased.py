"""A kill is the legal erase: from then on no line and no public byte names the story.

Everything around it goes wrong that can: its files fail, differ, lie there again and
under other names, a cache does not forget them, and a webhook is told of it.
"""

import logging
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from cms import logs
from tests.newsroom import story
from tests.workflows.mirrors.conftest import MakeMirror
from tests.workflows.mirrors.looks import folder_of, make_ready, plain, see
from tests.workflows.mirrors.web import Web
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import DueLook, Mirror
from workflows.mirrors.observing.audit import everything
from workflows.mirrors.observing.confirm import confirm
from workflows.mirrors.owe import owe_again
from workflows.mirrors.proof import records
from workflows.mirrors.proof.sign import sign
from workflows.press.press import press
from workflows.press.takedown import kill

pytestmark = pytest.mark.django_db

HEADLINE = "Quokkafax founder named in zanzibar files"
WORDS = ("quokka", "zanzibar")
PATH = "/news/world/quokkafax-founder-named-in-zanzibar-files/index.html"
# What the newsroom keeps inside: its drafts and its record (a killed story is read by
# chief editors and lawyers), and which paths a mirror must never show again.
KEPT_INSIDE = {
    "press_publishedfile",
    "review_reviewedtext",
    "review_entry",
    "search_word",  # single words, told to nobody: they mend a misspelled query
    "wagtailcore_page",
    "wagtailcore_pagelogentry",
    "wagtailcore_revision",
    "wagtailsearch_indexentry",
}


@pytest.fixture
def written() -> Iterator[StringIO]:
    """Every line that is logged, by whichever logger, as it is written at DEBUG."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    logs.configure({"level": "DEBUG"})
    (handler,) = root.handlers
    lines = StringIO()
    handler.setStream(lines)
    yield lines
    logs.configure(django_settings.LOGGING)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def running(
    newsroom, rita, ed, signed: Path, make_mirror: MakeMirror, settings
) -> Iterator[SimpleNamespace]:
    """The story is live, and was seen on a mirror; a cache before it forgets nothing."""
    page = story(newsroom.world, rita, ed, title=HEADLINE)
    sign()
    mirror = make_mirror()
    deliver(mirror.pk)
    see(mirror)
    web = Web(folder_of(mirror))
    Mirror.objects.update(public_url=web.url)
    mirror.refresh_from_db()
    settings.WAGTAILFRONTENDCACHE = {
        "cache": {
            "BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend",
            "LOCATION": web.url,  # it answers PURGE with 501
            "HOSTNAMES": ["127.0.0.1"],
        }
    }
    yield SimpleNamespace(page=page, mirror=mirror, web=web, folder=folder_of(mirror))
    web.stop()


def trouble(running: SimpleNamespace) -> None:
    """The file cannot be carried, then something else lies in its place, and beside it."""
    mirror, file = running.mirror, running.folder / PATH[1:]
    shutil.rmtree(file.parent, ignore_errors=True)
    file.parent.symlink_to(running.folder)
    owe_again(mirror, [PATH])
    deliver(mirror.pk)
    file.parent.unlink()
    make_ready()
    deliver(mirror.pk)
    file.parent.mkdir(exist_ok=True)
    file.write_text(HEADLINE)
    file.with_name("index.html.bak").write_text(HEADLINE)
    for _time in range(2):
        DueLook.objects.update(next_at="2020-01-01T00:00Z")
        confirm(mirror)
    DueLook.objects.all().delete()
    Mirror.objects.update(proving=False, proving_path="")
    mirror.refresh_from_db()
    everything(mirror)
    make_ready()
    deliver(mirror.pk)
    see(mirror)


def test_from_a_kill_on_nothing_names_the_story(
    running, written, client, chioma, django_capture_on_commit_callbacks
):
    trouble(running)
    before = written.getvalue()
    for event in ("file_failed", "drift", "stranger"):
        assert f'"event": "{event}"' in before
    assert before.count(PATH) >= 2  # operators are told of standing files by their path
    assert tables() >= {"mirrors_observation"}

    written.truncate(0)
    with django_capture_on_commit_callbacks(execute=True):
        edition = kill(running.page.pk, actor=chioma, reason="legal")
    press()
    for _tick in range(2):  # what was signed before leaves with the second one
        sign(rest=0)
        deliver(running.mirror.pk)
    trouble(running)

    after = written.getvalue()
    for event in ("takedown", "file_failed", "drift", "stranger", "delivery"):
        assert f'"event": "{event}"' in after
    assert "Couldn't purge" in after
    silent_on(after)
    silent_on(public(client, running.page.pk))
    records.of_takedown(edition)
    assert records.sign() == 1
    silent_on(records.as_file(records.of_takedown(edition)).decode())
    for path in running.folder.rglob("*"):
        silent_on(str(path))
        silent_on(plain(path).decode(errors="replace") if path.is_file() else "")
    assert tables() == KEPT_INSIDE


def public(client, page_id: int) -> str:
    """What anybody is answered about the story, and about what changed."""
    about = [f"pages/{page_id}/", "changes/?documents=true", "pages/", "redirects/"]
    addresses = [f"/api/v2/{one}" for one in about] + ["/metrics"]
    return "".join(client.get(one).content.decode() for one in addresses)


def tables() -> set[str]:
    """Every table that has one of the words in a row, whichever column."""
    with connection.cursor() as cursor:
        return {
            table
            for table in connection.introspection.table_names(cursor)
            if _holds(cursor, table)
        }


def _holds(cursor: CursorWrapper, table: str) -> bool:
    words = [f"%{word}%" for word in WORDS]
    cursor.execute(
        f'SELECT EXISTS (SELECT 1 FROM "{table}" AS t WHERE t::text ILIKE ANY(%s))',  # noqa: S608 — a name of our own
        [words],
    )
    return bool(cursor.fetchone()[0])


def silent_on(text: str) -> None:
    lines = text.lower().splitlines()
    assert [line for line in lines if any(word in line for word in WORDS)] == []
