"""The way out for clients that resolve names by themselves leads to one host only."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import override_settings

from tests.workflows.egress.certificates import Authority
from tests.workflows.mirrors.drivers.pretender import pretending
from tests.workflows.mirrors.drivers.servers import KEYS
from workflows.mirrors.drivers import Copy, open_driver
from workflows.mirrors.drivers.bucket import NoAnswer, Unwell
from workflows.mirrors.drivers.tunnel import tunnel

PAGE = Copy("/index.html", 1, b"1", "text/html", "page")


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of a server that says everything again."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            with suppress(OSError):
                while True:
                    near = door.accept()[0]
                    while piece := near.recv(65536):
                        near.sendall(piece)

        threading.Thread(target=answer, daemon=True).start()
        yield door.getsockname()[1]


def ask(proxy: str, head: str) -> socket.socket:
    host, _, port = proxy.removeprefix("http://").partition(":")
    near = socket.create_connection((host, int(port)), timeout=5)
    near.sendall(f"{head}\r\n\r\n".encode())
    return near


def test_what_goes_in_comes_out_at_the_host_it_is_for(echo: int):
    with (
        tunnel("127.0.0.1", echo) as proxy,
        ask(proxy, f"CONNECT 127.0.0.1:{echo} HTTP/1.1") as near,
    ):
        assert near.recv(100) == b"HTTP/1.1 200 OK\r\n\r\n"
        sent = bytes(range(256)) * 4000
        threading.Thread(target=near.sendall, args=[sent]).start()
        got = b""
        while len(got) < len(sent):
            got += near.recv(65536)
        assert got == sent


@pytest.mark.parametrize(
    "head",
    [
        "CONNECT 127.0.0.1:9 HTTP/1.1",
        "CONNECT 169.254.169.254:80 HTTP/1.1",
        "GET http://127.0.0.1/ HTTP/1.1",
        "x" * 9000,
    ],
)
def test_it_leads_nowhere_else(echo: int, head: str):
    with tunnel("127.0.0.1", echo) as proxy, ask(proxy, head) as near:
        assert near.recv(100).startswith(b"HTTP/1.1 403 ")


def test_it_leads_to_no_address_that_may_not_be_called(echo: int):
    with (
        override_settings(EGRESS_ALLOW=[]),
        tunnel("127.0.0.1", echo) as proxy,
        ask(proxy, f"CONNECT 127.0.0.1:{echo} HTTP/1.1") as near,
    ):
        assert near.recv(100).startswith(b"HTTP/1.1 502 ")


def test_it_is_gone_when_the_driver_is(echo: int):
    with tunnel("127.0.0.1", echo) as proxy:
        pass
    with pytest.raises(ConnectionRefusedError):
        ask(proxy, "CONNECT")


# --- An object store over TLS, through it --------------------------------------------


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """One that this machine trusts for now."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made


def test_an_object_store_is_written_over_tls(authority: Authority):
    with pretending(authority.issue("localhost")) as store:
        driver = open_driver(store.url, KEYS)
        driver.prepare()
        with driver:
            driver.put(PAGE)
            assert driver.read("/index.html") == b"1"
    assert store.held["/courier/m/index.html"] == b"1"


@pytest.mark.parametrize("fault", ["expired", "self-signed", "of another host"])
def test_a_store_that_cannot_prove_who_it_is_is_told_nothing(
    authority: Authority, fault: str
):
    certificate = {
        "expired": lambda: authority.issue("localhost", days=-1),
        "self-signed": lambda: authority.issue("localhost", self_signed=True),
        "of another host": lambda: authority.issue("store.example"),
    }[fault]()
    with pretending(certificate) as store:
        with pytest.raises(NoAnswer, match="cannot prove who it is"):
            open_driver(store.url, KEYS).prepare()
        assert store.asked == []


def test_a_redirect_leads_nowhere(authority: Authority):
    certificate = authority.issue("localhost")
    with pretending(certificate) as store, pretending(certificate) as other:
        driver = open_driver(store.url, KEYS)
        driver.prepare()
        store.moved = unquote(other.url.partition("endpoint=")[2].partition("&")[0])
        store.answers["index"] = 302
        with driver:
            for call in (
                lambda: driver.put(PAGE),
                lambda: driver.read("/index.html"),
                lambda: driver.delete("/index.html", edition=1),
            ):
                with pytest.raises((NoAnswer, Unwell)):
                    call()
        assert [one for one in store.asked if "index" in one]
        assert other.asked == []
