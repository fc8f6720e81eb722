"""An SFTP server that is damaged or hostile holds nobody up, whatever it answers."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from paramiko import Channel, SFTPError
from paramiko.sftp import (
    CMD_ATTRS,
    CMD_HANDLE,
    CMD_NAME,
    CMD_STATUS,
    CMD_VERSION,
    SFTP_EOF,
    SFTP_FAILURE,
)

from tests.workflows.mirrors.drivers.servers import SSHServer
from workflows.mirrors.drivers import Driver, open_driver
from workflows.mirrors.drivers.bounded import BoundedClient
from workflows.mirrors.drivers.sftp import ServerSays
from workflows.mirrors.drivers.ssh import NoAnswer

FOLDER = struct.pack(">II", 4, 0o40755)  # attributes: only what it is


class Line(socket.socket):
    """What Paramiko asks of a channel, beside sending and receiving."""

    closed = False

    def get_name(self) -> str:
        return "test"


def text(said: bytes) -> bytes:
    return struct.pack(">I", len(said)) + said


def status(code: int, said: bytes = b"") -> tuple[int, bytes]:
    return CMD_STATUS, struct.pack(">I", code) + text(said) + text(b"")


Answers = list[tuple[int, bytes]]


def serve(line: socket.socket, answers: Answers, pause: float) -> None:
    """Give one answer to each request, byte by byte if there is a `pause`."""
    with suppress(OSError), line.makefile("rb") as asked:
        line.sendall(struct.pack(">IBI", 5, CMD_VERSION, 3))
        asked.read(9)
        for kind, body in answers:
            (length,) = struct.unpack(">I", asked.read(4))
            number = asked.read(length)[1:5]
            answer = text(bytes([kind]) + number + body)
            for start in range(0, len(answer), 1 if pause else len(answer)):
                line.sendall(answer[start : start + 1] if pause else answer)
                time.sleep(pause)


Client = Callable[..., BoundedClient]


@pytest.fixture
def client() -> Iterator[Client]:
    """Return the function that makes a client of a server with these answers."""
    ends: list[socket.socket] = []

    def make(*answers: tuple[int, bytes], pause: float = 0.0) -> BoundedClient:
        near, far = socket.socketpair()
        line = Line(fileno=near.detach())
        ends.extend([line, far])
        threading.Thread(target=serve, args=[far, answers, pause], daemon=True).start()
        return BoundedClient(line)  # type: ignore[arg-type]  # all that it asks of a channel

    yield make
    for one in ends:
        one.close()


@pytest.fixture
def driver(client: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Driver]:
    """Return the function that makes a driver of a server with these answers."""

    def make(*answers: tuple[int, bytes]) -> Driver:
        @contextmanager
        def connected(*_: object) -> Iterator[BoundedClient]:
            yield client(*answers)

        monkeypatch.setattr("workflows.mirrors.drivers.sftp.connected", connected)
        return open_driver("sftp://user@host/srv/www", {})

    return make


def test_one_byte_now_and_then_does_not_hold_a_call_up(client: Client):
    slow = client((CMD_ATTRS, FOLDER), pause=0.05)
    slow.until = time.monotonic() + 0.3
    with pytest.raises(TimeoutError):
        slow.lstat("/")


def test_nor_does_a_server_that_takes_nothing(client: Client):
    deaf = client()
    deaf.until = time.monotonic() + 0.3
    with pytest.raises(TimeoutError):
        deaf.lstat("/" + "x" * 10_000_000)


def test_an_answer_too_long_is_not_read(client: Client):
    with pytest.raises(SFTPError, match="too long"):
        client((CMD_ATTRS, bytes(300_000))).lstat("/")


@pytest.mark.parametrize(
    "answer",
    [
        struct.pack(">I", 2**32 - 1),
        struct.pack(">I", 2) + text(b"a") + text(b"") + FOLDER,
        struct.pack(">I", 1) + text(b"a") + text(b"") + struct.pack(">Ii", 2**31, -1),
    ],
    ids=["names", "one name more", "extensions"],
)
def test_an_answer_that_says_more_than_it_holds_is_refused_at_once(
    client: Client, answer: bytes
):
    with pytest.raises(SFTPError, match="ends too early"):
        client((CMD_HANDLE, text(b"1")), (CMD_NAME, answer)).listdir("/")


def test_a_listing_with_extensions_is_read_and_what_is_unreadable_is_named(
    client: Client,
):
    extended = struct.pack(">III", 2**31 | 4, 0o40755, 1) + text(b"a@b") + text(b"\xff")
    names = [
        text(b"caf\xe9") + text(b"\xe9") + extended,
        text(b"b\0") + text(b"") + FOLDER,
    ]
    found = client(
        (CMD_HANDLE, text(b"1")),
        (CMD_NAME, struct.pack(">I", 2) + b"".join(names)),
        status(SFTP_EOF),
        status(0),
    ).listdir_attr("/")
    assert [(one.filename, one.st_mode) for one in found] == [
        ("caf?", 0o40755),
        ("b?", 0o40755),
    ]


def test_a_servers_own_words_are_short_and_printable(driver: Callable[..., Driver]):
    said = b"no\0 \n\x1b[31m" + b"x" * 10_000
    with pytest.raises(ServerSays) as refused:
        driver(status(SFTP_FAILURE, said)).prepare()
    words = str(refused.value)
    assert words.startswith("The SFTP server says: no [31mxxx")
    assert words.isprintable()
    assert len(words) < 250


def test_words_that_are_not_utf8_are_no_answer(driver: Callable[..., Driver]):
    with pytest.raises(NoAnswer):
        driver(status(SFTP_FAILURE, b"\xff")).prepare()


def test_the_way_there_ends_although_a_server_never_says_yes(
    ssh_server: SSHServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Paramiko waits for a subsystem without end. Here it was never asked for."""

    def wait(channel: Channel, _name: str) -> None:
        channel._event_pending()
        channel._wait_for_event()

    monkeypatch.setattr(Channel, "invoke_subsystem", wait)
    monkeypatch.setattr("workflows.mirrors.drivers.ssh.SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(NoAnswer):
        ssh_server.driver(tmp_path).prepare()
    assert time.monotonic() - began < 5


def test_what_paramiko_stumbles_over_is_no_answer(
    ssh_server: SSHServer, tmp_path: Path
):
    """Names of algorithms that are no UTF-8 (RFC 4253 §6, §7.1)."""
    payload = bytes([20]) + bytes(16) + text(b"\xff") * 10 + bytes(5)
    padding = 16 - (5 + len(payload)) % 8
    packet = bytes([padding]) + payload + bytes(padding)
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            with suppress(OSError), door.accept()[0] as far:
                far.sendall(b"SSH-2.0-x\r\n" + text(packet))
                while far.recv(4096):
                    pass

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(NoAnswer) as refused:
            ssh_server.driver(tmp_path, door.getsockname()[1]).prepare()
    assert isinstance(refused.value.__cause__, UnicodeDecodeError)
