"""SFTP: nothing half-written is ever served, and the host must prove who it is."""

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from tests.proxy import proxy
from tests.workflows.mirrors.drivers.servers import SSHServer, openssh
from tests.workflows.mirrors.looks import files_in
from workflows.mirrors.drivers import Copy, Driver, Fence, open_driver
from workflows.mirrors.drivers.folder import LinkFound
from workflows.mirrors.drivers.sftp import (
    FolderInTheWay,
    NoAtomicRename,
    ServerSays,
    ShutOut,
)
from workflows.mirrors.drivers.ssh import (
    HostKeyChanged,
    HostKeyUnknown,
    HostKeyUnreadable,
    KeyUnreadable,
    LoginMissing,
    LoginRefused,
    NoAnswer,
    NotAnAccount,
)
from workflows.mirrors.errors import MirrorFailed

OTHER_HOST = "SHA256:" + "A" * 43


def put(driver: Driver, path: str, data: bytes, **variants: bytes) -> None:
    forms = {f".{end}": form for end, form in variants.items()}
    driver.put(Copy(path, 1, data, "text/html", "page", forms))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "mirror"


@pytest.fixture
def prepared(ssh_server: SSHServer, root: Path) -> Path:
    ssh_server.driver(root).prepare()
    return root


@pytest.fixture
def opened(ssh_server: SSHServer, prepared: Path) -> Iterator[Driver]:
    with ssh_server.driver(prepared) as driver:
        yield driver


# --- Files ---------------------------------------------------------------------------


def test_a_file_and_its_compressed_forms_have_one_fresh_second(
    opened: Driver, root: Path
):
    seen = []
    for letter in (b"1", b"2", b"3"):
        put(opened, "/a.json", letter, gz=b"G" + letter, br=b"B" + letter)
        times = {int(path.stat().st_mtime) for path in root.glob("a.json*")}
        assert len(times) == 1
        seen.append(times.pop())
    assert seen[0] < seen[1] < seen[2] <= time.time() + 3
    assert (root / "a.json.gz").read_bytes() == b"G3"


def test_a_compressed_form_that_is_not_given_any_more_goes(opened: Driver, root: Path):
    put(opened, "/a.json", b"1", gz=b"GZ", br=b"BR")
    put(opened, "/a.json", b"2", br=b"BR2")
    assert sorted(path.name for path in root.glob("a.json*")) == ["a.json", "a.json.br"]


def test_delete_removes_every_form_and_empty_folders(opened: Driver, root: Path):
    put(opened, "/world/europe/a/index.html", b"1", gz=b"GZ")
    put(opened, "/world/index.html", b"2")
    opened.delete("/world/europe/a/index.html", edition=2)
    assert not (root / "world/europe").exists()
    put(opened, "/world/europe/a/index.html", b"3")
    assert files_in(root) == {
        "/world/europe/a/index.html": b"3",
        "/world/index.html": b"2",
    }


def test_a_file_that_becomes_a_folder_gives_way_but_not_the_reverse(
    opened: Driver, root: Path
):
    put(opened, "/feeds/world", b"old")
    put(opened, "/feeds/world/rss.xml", b"new")
    with pytest.raises(FolderInTheWay, match="A folder lies where"):
        put(opened, "/feeds/world", b"again")
    opened.delete("/feeds/world", edition=2)
    assert files_in(root) == {"/feeds/world/rss.xml": b"new"}


def test_a_link_is_never_followed(opened: Driver, root: Path, tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.html").write_text("kept")
    (root / "world").symlink_to(outside)
    (root / "page.html").symlink_to(outside / "kept.html")
    for call in (
        lambda: put(opened, "/world/index.html", b"x"),
        lambda: opened.delete("/world/kept.html", edition=2),
        lambda: opened.read("/world/kept.html"),
        lambda: opened.read("/page.html"),
    ):
        with pytest.raises(LinkFound):
            call()
    put(opened, "/page.html", b"x")
    assert (outside / "kept.html").read_text() == "kept"
    assert [path.name for path in outside.iterdir()] == ["kept.html"]
    assert set(opened.paths()) == {"/world", "/page.html"}


def test_an_upload_that_is_cut_in_the_middle_is_never_visible(
    ssh_server: SSHServer, prepared: Path
):
    with ssh_server.driver(prepared) as driver:
        put(driver, "/index.html", b"old")
    with proxy(ssh_server.port) as way:
        way.faults.cut_after = 300_000
        with ssh_server.driver(prepared, way.port) as driver, pytest.raises(NoAnswer):
            put(driver, "/index.html", b"new" * 500_000)
    assert files_in(prepared) == {"/index.html": b"old"}
    with ssh_server.driver(prepared):  # the next one clears what was left
        assert not list((prepared / ".masthead").glob("run-*/*"))
    assert [path.name for path in (prepared / ".masthead").iterdir()] == ["lock"]


def test_a_writer_that_was_taken_over_can_neither_write_nor_remove(
    ssh_server: SSHServer, prepared: Path
):
    with ssh_server.driver(prepared) as frozen:
        put(frozen, "/index.html", b"old")
        with ssh_server.driver(prepared) as other:
            put(other, "/index.html", b"newer")
            with pytest.raises(ShutOut):
                put(frozen, "/index.html", b"older")
            with pytest.raises(ShutOut):
                frozen.delete("/index.html", edition=1)
            put(other, "/index.html", b"newest")
    assert files_in(prepared) == {"/index.html": b"newest"}


def test_a_file_too_large_for_the_server_keeps_the_old_one(
    home: Path, tmp_path: Path, root: Path
):
    (folder := tmp_path / "ssh").mkdir()
    limited = "ForceCommand ulimit -f 200; exec /usr/lib/openssh/sftp-server"
    with openssh(folder, "Subsystem sftp internal-sftp", limited) as server:
        server.driver(root).prepare()
        with server.driver(root) as driver:
            put(driver, "/index.html", b"old")
            with pytest.raises(MirrorFailed):
                put(driver, "/index.html", b"new" * 300_000)
    assert files_in(root) == {"/index.html": b"old"}


# --- The server ----------------------------------------------------------------------


def test_it_has_no_fence_that_could_be_seen_from_here(
    ssh_server: SSHServer, prepared: Path
):
    assert ssh_server.driver(prepared).probe().fence == Fence.NONE


def test_a_server_that_cannot_replace_a_file_is_refused(tmp_path: Path, root: Path):
    (folder := tmp_path / "ssh").mkdir()
    with openssh(folder, "Subsystem sftp internal-sftp -P posix-rename") as server:
        driver = server.driver(root)
        driver.prepare()
        with pytest.raises(NoAtomicRename, match="Use OpenSSH's server"):
            driver.probe()


def test_a_server_that_cannot_flush_is_used_all_the_same(tmp_path: Path, root: Path):
    (folder := tmp_path / "ssh").mkdir()
    with openssh(folder, "Subsystem sftp internal-sftp -P fsync") as server:
        driver = server.driver(root)
        driver.prepare()
        driver.probe()
        with driver:
            put(driver, "/index.html", b"1")
    assert files_in(root) == {"/index.html": b"1"}


def test_the_host_key_must_be_noted_and_is_shown_to_be_compared(
    ssh_server: SSHServer, root: Path
):
    with pytest.raises(HostKeyUnknown) as refusal:
        ssh_server.driver(root, host_key="").prepare()
    shown = next(word for word in str(refusal.value).split() if "SHA256" in word)
    ssh_server.driver(root, host_key=shown.rstrip(".")).prepare()
    assert root.is_dir()


@pytest.mark.parametrize("form", ["{key}", "[127.0.0.1]:22 {key}", "# a\nhost {key}\n"])
def test_a_host_key_is_taken_as_a_line_of_known_hosts(
    ssh_server: SSHServer, root: Path, form: str
):
    line = form.format(key=ssh_server.host_key.strip())
    ssh_server.driver(root, host_key=line).prepare()
    assert root.is_dir()


def test_another_host_key_is_refused_before_anything_is_sent(
    ssh_server: SSHServer, root: Path
):
    driver = ssh_server.driver(root, host_key=OTHER_HOST, private_key="", password="x")
    for call in (driver.prepare, driver.probe, driver.__enter__):
        with pytest.raises(HostKeyChanged):
            call()
    assert not root.exists()


@pytest.mark.parametrize(
    ("credentials", "refusal"),
    [
        ({"host_key": "the server's key"}, HostKeyUnreadable),
        ({"host_key": "ssh-ed25519 AAAA!!"}, HostKeyUnreadable),
        ({"private_key": "", "password": ""}, LoginMissing),
        ({"private_key": "", "password": "hunter2"}, LoginRefused),
        ({"private_key": "hunter2"}, KeyUnreadable),
    ],
)
def test_a_credential_that_is_wrong_is_named_and_not_repeated(
    ssh_server: SSHServer,
    root: Path,
    credentials: dict[str, str],
    refusal: type[MirrorFailed],
):
    with pytest.raises(refusal) as caught:
        ssh_server.driver(root, **credentials).prepare()
    assert caught.value.credential
    assert "hunter2" not in str(caught.value)
    assert not root.exists()


def test_another_users_key_is_refused(
    ssh_server: SSHServer, root: Path, tmp_path: Path
):
    (folder := tmp_path / "ssh").mkdir()
    with openssh(folder) as other, pytest.raises(LoginRefused):
        ssh_server.driver(root, private_key=other.private_key).prepare()


def test_a_server_that_says_nothing_is_given_up_in_time(
    ssh_server: SSHServer, root: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("workflows.mirrors.drivers.ssh.SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        driver = ssh_server.driver(root, silent.getsockname()[1])
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            driver.prepare()
    assert time.monotonic() - began < 5


def test_a_server_that_falls_silent_is_given_up_in_time(
    ssh_server: SSHServer, prepared: Path, monkeypatch: pytest.MonkeyPatch
):
    with proxy(ssh_server.port) as way, ssh_server.driver(prepared, way.port) as driver:
        monkeypatch.setattr("workflows.mirrors.drivers.sftp.WRITE_SECONDS", 2.5)
        way.faults.black_hole = True
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            put(driver, "/index.html", b"1")
        assert time.monotonic() - began < 2.5
        way.faults.black_hole = False


def test_a_server_that_answers_slowly_but_surely_is_given_up_in_time(
    ssh_server: SSHServer, prepared: Path, monkeypatch: pytest.MonkeyPatch
):
    (prepared / "index.html").write_bytes(bytes(2_000_000))
    with proxy(ssh_server.port) as way, ssh_server.driver(prepared, way.port) as driver:
        monkeypatch.setattr("workflows.mirrors.drivers.sftp.WRITE_SECONDS", 2.5)
        way.faults.delay = 0.02  # seconds for each 4 KB, so 10 for the file
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            driver.read("/index.html")
        assert time.monotonic() - began < 2.5
        way.faults.delay = 0.0


def test_a_folder_that_cannot_be_made_is_the_mirrors_fault(
    ssh_server: SSHServer, tmp_path: Path
):
    with pytest.raises(ServerSays, match="No such file"):
        ssh_server.driver(tmp_path / "no/such").prepare()


def test_a_folder_emptied_while_it_is_written_is_the_mirrors_fault(
    opened: Driver, root: Path, tmp_path: Path
):
    os.rename(root, tmp_path / "moved")  # noqa: PTH104 — a folder, whole
    with pytest.raises(MirrorFailed):
        put(opened, "/index.html", b"1")
    assert not root.exists()


def test_a_server_inside_our_network_is_not_called(ssh_server: SSHServer, root: Path):
    with (
        override_settings(EGRESS_ALLOW=[]),
        pytest.raises(MirrorFailed, match="not a public one"),
    ):
        ssh_server.driver(root).prepare()


@pytest.mark.parametrize(
    "url",
    [
        "sftp://host/srv/www",
        "sftp://user@/srv/www",
        "sftp://user@host",
        "sftp://user@host/",
        "sftp://user@host/srv/../etc",
        "sftp://user@host/srv//www",
        "sftp://user@host/srv/%2e%2e/etc",
        "sftp://user@host/srv/a%0ab",
        "sftp://user@host:99999/srv/www",
        "sftp://user@host/srv/www?x=1",
    ],
)
def test_an_address_that_names_no_account_or_folder_is_refused(url: str):
    with pytest.raises(NotAnAccount):
        open_driver(url, {})
