"""A receiver whose disk fails says so, and the old file stands."""

import errno
import io
import os
import sqlite3
import sys
import time

import pytest

from tests.workflows.mirrors.receiver.conftest import SECRET
from workflows import signing
from workflows.mirrors import folders
from workflows.mirrors.receiver import storage
from workflows.mirrors.receiver.app import Receiver
from workflows.mirrors.receiver.claims import HEADER, Claim, Verb, forms_of


@pytest.fixture
def ask(tmp_path):
    """Return the function that sends one claim to a prepared receiver."""
    secrets = tmp_path / "secrets"
    secrets.write_text(SECRET)
    app = Receiver(tmp_path / "mirror", secrets)

    def send(claim, data=b""):
        said = claim.to_header()
        headers = signing.signed_headers(
            said.encode(), message_id="msg_1", timestamp=int(time.time()), secret=SECRET
        )
        environ = {
            "REQUEST_METHOD": "POST",
            "CONTENT_LENGTH": str(len(data)),
            "wsgi.input": io.BytesIO(data),
            "wsgi.errors": sys.stderr,
        }
        for name, text in {HEADER: said, **headers}.items():
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = text
        answered = []

        def start(status, headers, problem=None, /):
            answered.append(int(status[:3]))
            return print

        body = b"".join(app(environ, start))
        return answered[0], body

    assert send(Claim(Verb.PREPARE)) == (204, b"")
    return send


def fails(number):
    def fail(*_, **__):
        raise OSError(number, os.strerror(number))

    return fail


def put(ask, edition, data):
    claim = Claim(Verb.PUT, "/a/b.html", edition, 0, "text/html", forms_of(data, {}))
    return ask(claim, data)[0]


@pytest.mark.parametrize(
    ("number", "status"), [(errno.ENOSPC, 507), (errno.EDQUOT, 507), (errno.EIO, 500)]
)
@pytest.mark.parametrize("part", ["write_aside", "place"])
def test_a_disk_that_fails_leaves_the_old_file_and_nothing_half_written(
    ask, tmp_path, monkeypatch, number, status, part
):
    assert put(ask, 1, b"old") == 204
    with monkeypatch.context() as broken:
        broken.setattr(storage, part, fails(number))
        assert put(ask, 2, b"new") == status
    assert ask(Claim(Verb.READ, "/a/b.html")) == (200, b"old")
    assert list((tmp_path / "mirror" / ".masthead").glob(".tmp-*")) == []
    assert put(ask, 2, b"new") == 204
    assert ask(Claim(Verb.READ, "/a/b.html")) == (200, b"new")


def test_a_disk_that_cannot_be_flushed_is_not_called_flushed(ask, monkeypatch):
    monkeypatch.setattr(storage, "sync_disk", fails(errno.EIO))
    assert ask(Claim(Verb.FLUSH))[0] == 500


def test_without_its_editions_it_writes_nothing_until_it_is_prepared(ask, tmp_path):
    assert put(ask, 5, b"old") == 204
    for file in (tmp_path / "mirror" / ".masthead").glob("editions*"):
        file.unlink()
    assert put(ask, 4, b"older") == 503
    assert ask(Claim(Verb.READ, "/a/b.html")) == (200, b"old")
    assert ask(Claim(Verb.PREPARE))[0] == 204
    assert put(ask, 6, b"new") == 204
    assert put(ask, 4, b"older") == 409


def test_no_path_stays_behind_in_the_editions_or_in_the_log(ask, tmp_path, capsys):
    assert put(ask, 5, b"old") == 204
    assert ask(Claim(Verb.DELETE, "/a/b.html", 6))[0] == 204
    for file in (tmp_path / "mirror" / ".masthead").iterdir():
        assert b"b.html" not in file.read_bytes()
    assert capsys.readouterr().err == "204 put 5\n204 delete 6\n"


def test_editions_that_came_back_from_a_copy_are_read_again(ask, tmp_path):
    file = tmp_path / "mirror" / ".masthead" / "editions.sqlite3"
    assert put(ask, 5, b"old") == 204
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    copy = file.with_name("copy")
    copy.write_bytes(file.read_bytes())
    copy.replace(file)
    assert put(ask, 4, b"older") == 409


def test_damaged_editions_let_nothing_in(ask, tmp_path):
    assert put(ask, 5, b"old") == 204
    folder = tmp_path / "mirror" / ".masthead"
    for file in folder.glob("editions*"):
        file.unlink()
    (folder / "editions.sqlite3").write_bytes(b"noise" * 1000)
    assert put(ask, 4, b"older") == 500
    assert ask(Claim(Verb.READ, "/a/b.html")) == (200, b"old")


def test_a_body_beyond_all_bounds_is_refused_before_it_is_read(ask):
    form = forms_of(b"", {})[0]
    huge = type(form)("", 2**40, form.digest)
    assert ask(Claim(Verb.PUT, "/a/b.html", 9, 0, "", (huge,)))[0] == 413


def test_a_folder_in_the_place_of_a_file_is_this_files_fault(ask, tmp_path):
    (tmp_path / "mirror" / "a" / "b.html" / "c").mkdir(parents=True)
    assert put(ask, 1, b"text") == 422


def test_both_ends_write_through_the_same_hands():
    assert storage.place is folders.place
