"""A database that came back from a backup publishes to no mirror that is newer than it."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from structlog.testing import capture_logs

from tests.workflows.mirrors.conftest import MakeMirror, Publish
from tests.workflows.mirrors.looks import files_in, folder_of, make_ready
from workflows.mirrors import lifecycle
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror
from workflows.mirrors.observing import strangers
from workflows.mirrors.owe import HEAD
from workflows.mirrors.proof.sign import sign
from workflows.mirrors.restored import NewerThanUs
from workflows.press import editions
from workflows.press.editions import newest_number
from workflows.press.models import Edition

pytestmark = pytest.mark.django_db

STORY, LOST = "/a/index.html", "/lost/index.html"


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[None]:
    """The newsroom signs."""
    before = settings.SIGNING_KEY
    settings.SIGNING_KEY = tmp_path / "tuf" / "online.pem"
    call_command("tuf_init", root_keys=tmp_path / "keys", verbosity=0)
    yield
    settings.SIGNING_KEY = before


@pytest.fixture
def restored(keys: None, publish: Publish, make_mirror: MakeMirror) -> SimpleNamespace:
    """Two mirrors have an edition that our database has forgotten."""
    mirrors = [make_mirror("one"), make_mirror("two")]
    publish({STORY: b"1"})
    everywhere(*mirrors)
    backup = transaction.savepoint()
    publish({STORY: b"2", LOST: b"new"})
    everywhere(*mirrors)
    shown = newest_number()
    transaction.savepoint_rollback(backup)
    for mirror in mirrors:
        mirror.refresh_from_db()
    return SimpleNamespace(one=mirrors[0], two=mirrors[1], shown=shown)


def everywhere(*mirrors: Mirror) -> None:
    sign(rest=0)
    for mirror in mirrors:
        make_ready()
        deliver(mirror.pk)


def pages(mirror: Mirror) -> dict[str, bytes]:
    found = files_in(folder_of(mirror))
    return {path: data for path, data in found.items() if "well-known" not in path}


def test_nothing_is_published_to_a_mirror_that_is_newer_and_it_is_said_loudly(
    restored: SimpleNamespace, publish: Publish
):
    before = pages(restored.one)
    publish({STORY: b"other"})
    with capture_logs() as logs:
        delivery = deliver(restored.one.pk)
    assert delivery is not None
    assert (delivery.outcome, delivery.error) == ("stopped", str(NewerThanUs.says))
    assert pages(restored.one) == before
    restored.one.refresh_from_db()
    assert (restored.one.state, restored.one.ahead) == ("paused", restored.shown)
    assert logs[0] == {
        "event": "newer_than_database",
        "log_level": "error",
        "mirror": "one",
        "edition": restored.shown,
    }


def test_editions_go_on_beyond_what_was_seen_and_the_other_mirror_is_refused_too(
    restored: SimpleNamespace, publish: Publish, client
):
    publish({STORY: b"other"})
    deliver(restored.one.pk)
    number = newest_number()
    assert number == restored.shown + 1
    assert Edition.objects.get(pk=number).action == "restore"
    assert publish({STORY: b"another"}) == number + 1
    deliver(restored.two.pk)
    restored.two.refresh_from_db()
    assert restored.two.state == "paused"
    assert newest_number() == number + 1  # the counter moves once


def test_only_a_sync_has_anything_carried_there_again_and_it_becomes_the_tree(
    restored: SimpleNamespace, publish: Publish
):
    deliver(restored.one.pk)
    publish({STORY: b"other"})
    deliver(restored.one.pk)
    restored.one.refresh_from_db()
    assert not lifecycle.may(restored.one, "resume")
    with pytest.raises(lifecycle.SyncFirst):
        lifecycle.resume(restored.one)
    lifecycle.sync(restored.one)
    make_ready()
    deliver(restored.one.pk)
    everywhere(restored.one)
    restored.one.refresh_from_db()
    assert (restored.one.state, restored.one.ahead) == ("live", 0)
    strangers.remove(restored.one)
    deliver(restored.one.pk)
    assert pages(restored.one) == {STORY: b"other"}


def test_a_mirror_that_was_paused_when_the_backup_was_made_is_not_resumed_over(
    restored: SimpleNamespace, publish: Publish
):
    lifecycle.pause(restored.one)
    lifecycle.resume(restored.one)
    before = pages(restored.one)
    publish({STORY: b"other"})
    deliver(restored.one.pk)
    restored.one.refresh_from_db()
    assert (restored.one.state, restored.one.ahead) == ("paused", restored.shown)
    assert pages(restored.one) == before


def test_a_sync_before_anybody_noticed_moves_the_editions_on_too(
    restored: SimpleNamespace, publish: Publish
):
    lifecycle.sync(restored.one)
    publish({STORY: b"other"})
    deliver(restored.one.pk)
    restored.one.refresh_from_db()
    assert pages(restored.one)[STORY] == b"other"
    assert newest_number() == editions.floor() == restored.shown + 1


def test_a_head_that_is_not_ours_frightens_nobody(
    restored: SimpleNamespace, publish: Publish
):
    head = folder_of(restored.one) / ".well-known/tuf/timestamp.json"
    head.write_bytes(head.read_bytes().replace(b'"edition":', b'"edition": 9'))
    publish({STORY: b"other"})
    deliver(restored.one.pk)
    restored.one.refresh_from_db()
    assert (restored.one.state, pages(restored.one)[STORY]) == ("live", b"other")


def test_a_head_that_cannot_be_read_holds_no_kill_up_and_is_named(
    restored: SimpleNamespace, publish: Publish
):
    folder = folder_of(restored.one)
    head = folder / ".well-known/tuf/timestamp.json"
    head.unlink()
    (head / "in the way").mkdir(parents=True)
    publish({STORY: None}, urgent=True)
    sign(rest=0)
    make_ready()
    deliver(restored.one.pk)
    assert not (folder / "a").exists()
    owed = restored.one.due.get()
    assert (owed.path, "directory" in owed.last_error) == (HEAD, True)


def test_a_mirror_that_is_behind_or_as_new_as_we_are_is_no_matter(
    keys: None, publish: Publish, make_mirror: MakeMirror
):
    mirror = make_mirror()
    publish({STORY: b"1"})
    everywhere(mirror)
    publish({STORY: b"2"})
    everywhere(mirror)
    everywhere(mirror)
    mirror.refresh_from_db()
    assert (mirror.state, mirror.ahead) == ("live", 0)
