"""A push: signed, fenced by edition, and consistent whoever is killed, with real processes."""

import os
import signal
import subprocess
import sys
from http.client import HTTPConnection

import pytest
from django.test import override_settings

from cms.running.home import REPOSITORY
from tests.workflows.mirrors.receiver.conftest import SECRET
from tests.workflows.mirrors.receiver.running import DIES_BETWEEN, put, send_half
from workflows.mirrors.drivers import Capabilities, Copy, Fence
from workflows.mirrors.drivers.paths import PathRefused
from workflows.mirrors.drivers.push import (
    NoSecret,
    NotAPush,
    PushDriver,
    PushRefused,
    ReceiverFailed,
    ReceiverNotEmpty,
    ReceiverNotPrepared,
)
from workflows.mirrors.errors import MirrorFailed


def test_a_push_is_served_with_its_compressed_forms_and_read_back(
    driver, receiver, web, path
):
    put(driver, path, 1, b"plain", gz=b"GZ", br=b"BR")
    driver.flush()
    folder = receiver.root / path.strip("/").removesuffix("/index.html")
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == {
        "index.html": b"plain",
        "index.html.gz": b"GZ",
        "index.html.br": b"BR",
    }
    assert driver.read(path) == b"plain"
    assert set(driver.paths()) >= {path, f"{path}.gz", f"{path}.br"}
    assert not [one for one in driver.paths() if one.startswith("/.masthead")]
    connection = HTTPConnection("127.0.0.1", web, timeout=5)
    connection.request("GET", path.removesuffix("index.html"))
    assert connection.getresponse().read() == b"plain"
    connection.close()


def test_a_form_that_is_not_sent_any_more_is_removed(driver, receiver, path):
    put(driver, path, 1, b"plain", gz=b"GZ")
    put(driver, path, 2, b"newer")
    folder = (receiver.root / path.strip("/")).parent
    assert [one.name for one in folder.iterdir()] == ["index.html"]


def test_a_deleted_path_and_its_empty_folder_are_gone(driver, receiver, path):
    put(driver, path, 1, b"plain", gz=b"GZ")
    driver.delete(path, edition=2)
    assert driver.read(path) is None
    assert not (receiver.root / path.strip("/")).parent.exists()


def test_the_probe_sees_the_fence_and_leaves_nothing_behind(driver, receiver):
    before = list(driver.paths())
    assert driver.probe() == Capabilities(Fence.EDITION, lists=True)
    assert driver.probe() == Capabilities(Fence.EDITION, lists=True)
    assert list(driver.paths()) == before


def test_an_older_edition_changes_nothing_and_is_no_failure(driver, path):
    put(driver, path, 5, b"newer")
    put(driver, path, 4, b"older")
    driver.delete(path, edition=4)
    assert driver.read(path) == b"newer"


def test_what_was_deleted_stays_deleted_also_if_it_had_never_been_there(driver, path):
    driver.delete(path, edition=7)
    put(driver, path, 6, b"a killed story")
    assert driver.read(path) is None
    put(driver, path, 8, b"published again")
    assert driver.read(path) == b"published again"


def test_the_same_again_is_fine_and_repairs_what_somebody_changed(
    driver, receiver, path
):
    put(driver, path, 3, b"true")
    (receiver.root / path.strip("/")).write_bytes(b"false")
    put(driver, path, 3, b"true")
    assert driver.read(path) == b"true"


def test_of_two_states_of_one_edition_the_one_looked_at_later_stays(driver, path):
    """Metadata is signed again every hour, without an edition of its own."""
    driver.look(path)
    early = dict(driver._seen)
    put(driver, path, 3, b"signed at noon")
    driver._seen = early
    driver.put(Copy(path, 3, b"signed before", "application/json", "page"))
    assert driver.read(path) == b"signed at noon"
    put(driver, path, 3, b"signed at one")
    assert driver.read(path) == b"signed at one"


FROZEN = """
import os, signal, sys
from workflows.mirrors.drivers import Copy, open_driver
with open_driver(sys.argv[1], {"secret": sys.argv[2]}) as driver:
    driver.look(sys.argv[3])
    copy = Copy(sys.argv[3], 1, b"a killed story", "text/html", "page")
    print("looked", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
    driver.put(copy)
    print("woken", flush=True)
"""


@pytest.mark.parametrize(
    "before", [b"as published", None], ids=["there", "never there"]
)
def test_a_writer_frozen_past_its_lease_wakes_after_a_kill_and_brings_nothing_back(
    driver, web, path, before
):
    if before:
        put(driver, path, 1, before)
    writer = subprocess.Popen(
        [
            sys.executable,
            "-c",
            FROZEN,
            f"push+http://127.0.0.1:{web}/_in",
            SECRET,
            path,
        ],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert writer.stdout.readline() == "looked\n"
        driver.look(path)
        driver.delete(path, edition=2)
        os.kill(writer.pid, signal.SIGCONT)
        assert writer.stdout.readline() == "woken\n"
    finally:
        os.kill(writer.pid, signal.SIGCONT)
        writer.communicate()
    assert driver.read(path) is None


def test_a_receiver_killed_before_the_file_is_there_keeps_the_old_one_and_the_fence(
    driver, receiver, path
):
    gone = path.replace("story", "gone")
    put(driver, path, 1, b"old")
    put(driver, gone, 1, b"to be killed")
    receiver.stop()
    try:
        for act in (
            lambda: put(driver, path, 3, b"new"),
            lambda: driver.delete(gone, edition=3),
        ):
            receiver.start(by=["-c", DIES_BETWEEN])
            with pytest.raises(MirrorFailed):
                act()
            receiver.process.wait()
    finally:
        receiver.start()
    assert driver.read(path) == b"old"
    put(driver, path, 2, b"between")  # of a writer that was frozen
    assert driver.read(path) == b"old"
    put(driver, path, 3, b"new")  # the file stayed owed: it is sent again
    driver.delete(gone, edition=3)
    assert (driver.read(path), driver.read(gone)) == (b"new", None)


def test_a_receiver_killed_in_the_middle_of_a_body_keeps_the_old_file(
    driver, receiver, path
):
    put(driver, path, 1, b"old")
    half = send_half(receiver.port, path, SECRET)
    receiver.stop()
    half.close()
    receiver.start()
    assert driver.read(path) == b"old"
    put(driver, path, 2, b"new")
    assert driver.read(path) == b"new"


def test_a_receiver_that_is_not_there_is_the_mirrors_fault(driver, receiver, path):
    put(driver, path, 1, b"old")
    receiver.stop()
    try:
        with pytest.raises(ReceiverFailed, match="502"):
            put(driver, path, 2, b"new")
    finally:
        receiver.start()
    assert driver.read(path) == b"old"


def test_a_folder_that_is_no_mirrors_is_not_written(driver, receiver, path):
    whole = receiver.root.with_name("whole")
    receiver.root.rename(whole)
    receiver.root.mkdir()
    others = receiver.root / "somebody's.html"
    others.touch()
    try:
        with pytest.raises(ReceiverNotPrepared):
            put(driver, path, 9)
        with pytest.raises(ReceiverNotEmpty):
            driver.prepare()
        assert list(receiver.root.iterdir()) == [others]
    finally:
        others.unlink()
        receiver.root.rmdir()
        whole.rename(receiver.root)


def test_a_link_is_never_followed(driver, receiver, path, tmp_path):
    (tmp_path / "kept.html").write_text("kept")
    link = (receiver.root / path.strip("/")).parent
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path)
    try:
        for act in (
            lambda: put(driver, path.replace("index", "kept"), 1),
            lambda: driver.delete(path.replace("index", "kept"), edition=1),
            lambda: driver.read(path.replace("index", "kept")),
        ):
            with pytest.raises(PushRefused):
                act()
    finally:
        link.unlink()
    assert (tmp_path / "kept.html").read_text() == "kept"


@pytest.mark.parametrize(
    "lay", [lambda file: os.truncate(file, 2**43), os.mkfifo], ids=["hole", "pipe"]
)
def test_nobody_waits_for_what_is_no_file_of_ours(driver, receiver, path, lay):
    put(driver, path, 1)
    file = receiver.root / path.strip("/")
    if lay is os.mkfifo:
        file.unlink()
    lay(file)
    with pytest.raises(PushRefused):
        driver.read(path)
    driver.delete(path, edition=2)
    assert not file.exists()


def test_an_unsafe_path_does_not_leave_the_building(driver):
    for act in (
        lambda: put(driver, "/../x.html", 1),
        lambda: driver.delete("/.masthead/lock", edition=1),
        lambda: driver.read("/%2e%2e/x"),
    ):
        with pytest.raises(PathRefused):
            act()


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "no base64!"])
def test_without_a_secret_nothing_is_sent(secret):
    driver = PushDriver("push+http://127.0.0.1:1/_in", {"secret": secret})
    with driver, pytest.raises(NoSecret):
        driver.flush()


@pytest.mark.parametrize(
    "url",
    [
        "push+https:///_in",
        "push+https://name@mirror.example/_in",
        "push+https://mirror.example/_in?x=1",
        "push+https://mirror.example/_in#x",
        "push+https://mirror.example:none/_in",
    ],
)
def test_an_address_that_is_no_receivers_is_refused(url):
    with pytest.raises(NotAPush):
        PushDriver(url, {})


def test_a_receiver_inside_is_not_called_unless_it_is_allowed(driver, path):
    with (
        override_settings(EGRESS_ALLOW=[]),
        pytest.raises(MirrorFailed, match="not a public one"),
    ):
        put(driver, path, 1)
    assert driver.read(path) is None
