"""A resolver that says what a test wants, and servers on this machine behind its names."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.workflows.egress.certificates import Authority

Names = dict[str, list[str]]
Serve = Callable[..., int]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Host → its addresses, as the resolver answers; any other name is asked for real."""
    known: Names = {}
    real = socket.getaddrinfo

    def answer(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        found: list[Any] = []
        for address in known.get(host, [host]):
            found += real(address, port, *args, **options)
        return found

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return known


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve a handler on loopback, with TLS if there is a certificate; return its port."""
    with ExitStack() as stack:
        yield lambda handler, **options: stack.enter_context(
            _serving(handler, **options)
        )


@contextmanager
def _serving(
    handler: type[BaseHTTPRequestHandler], *, certificate: Path | None = None
) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # a refused handshake is what is tried
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
