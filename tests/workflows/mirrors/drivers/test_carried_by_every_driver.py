"""A whole delivery, to storages of every kind; what has no fence is read back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.workflows.mirrors.conftest import Publish
from tests.workflows.mirrors.drivers.conftest import Storage
from tests.workflows.mirrors.drivers.pretender import Pretender
from tests.workflows.mirrors.drivers.servers import KEYS
from tests.workflows.mirrors.looks import make_ready, owed_by
from workflows.mirrors import batch, lifecycle
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror, Outcome

pytestmark = pytest.mark.django_db


def add(url: str, credentials: dict[str, str]) -> Mirror:
    mirror = lifecycle.add("one", public_url="https://one.example", storage_url=url)
    mirror.change_credentials(credentials)
    mirror.save()
    lifecycle.sync(mirror)
    return mirror


def test_a_mirror_holds_the_tree_and_a_kill_takes_it_away(
    storage: Storage, publish: Publish
):
    mirror = add(storage.url, dict(storage.credentials))
    publish({"/index.html": b"1", "/a/index.html": b"a", "/media/0.jpg": b"picture"})
    assert deliver(mirror.pk).outcome == Outcome.DONE
    assert storage.files() == {
        "/a/index.html": b"a",
        "/index.html": b"1",
        "/media/0.jpg": b"picture",
    }
    publish({"/a/index.html": None, "/index.html": b"2"}, urgent=True)
    assert deliver(mirror.pk).outcome == Outcome.DONE
    assert storage.files() == {"/index.html": b"2", "/media/0.jpg": b"picture"}
    mirror.refresh_from_db()
    assert (mirror.state, owed_by(mirror)) == ("live", [])


def test_the_tree_is_read_once_for_many_files_of_a_store(
    objects_storage: Storage, publish: Publish, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(batch, "GLANCE", 60.0)
    mirror = add(objects_storage.url, dict(objects_storage.credentials))
    publish({f"/{number}/index.html": b"%d" % number for number in range(20)})
    with CaptureQueriesContext(connection) as asked:
        assert deliver(mirror.pk).outcome == Outcome.DONE
    reads = [one for one in asked if 'FROM "press_publishedfile"' in one["sql"]]
    assert (len(reads), len(objects_storage.files())) == (1, 20)


def test_what_the_store_did_not_keep_stays_owed(pretender: Pretender, publish: Publish):
    mirror = add(pretender.url, KEYS)
    publish({"/index.html": b"1", "/a/index.html": b"a"})
    pretender.loses = "/a/"
    assert deliver(mirror.pk).outcome == Outcome.PARTIAL
    assert owed_by(mirror) == ["/a/index.html"]
    assert "is not what was written" in mirror.due.get().last_error
    pretender.loses = ""
    make_ready()
    assert deliver(mirror.pk).outcome == Outcome.DONE
    pretender.loses = "/a/"
    publish({"/a/index.html": None}, urgent=True)
    assert deliver(mirror.pk).outcome == Outcome.PARTIAL
    assert owed_by(mirror) == ["/a/index.html"]


def test_keys_that_were_revoked_open_the_breaker(
    pretender: Pretender, publish: Publish
):
    mirror = add(pretender.url, KEYS)
    publish({"/index.html": b"1"})
    pretender.key_id = "ANOTHER"
    assert deliver(mirror.pk).outcome == Outcome.STOPPED
    mirror.refresh_from_db()
    assert mirror.breaker_until
    assert "refuses these keys" in mirror.last_error
    assert owed_by(mirror) == ["/index.html"]
