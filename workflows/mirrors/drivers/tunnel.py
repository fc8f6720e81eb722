"""A way out for clients that resolve names by themselves: a proxy to one checked host.

It speaks CONNECT (RFC 9110 §9.3.6) on a loopback port, for as long as a driver is open. What goes
through is TLS between the client and the far end: neither a second answer of the resolver
nor a redirect leads anywhere else, and certificates are the client's to verify.
"""

import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import cast

from workflows import egress

LONGEST = 8192  # bytes of a request's head
IDLE = 30.0  # seconds without a byte, either way
PIECE = 64 * 1024


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False  # an idle connection of the client's pool would hold it


@contextmanager
def tunnel(host: str, port: int) -> Iterator[str]:
    """Yield the URL of a proxy that leads to `host` and `port`, and nowhere else."""
    name = f"[{host}]" if ":" in host else host

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            near: socket.socket = self.request
            near.settimeout(IDLE)
            asked = _head(near).split(b" ")[:2]
            if asked != [b"CONNECT", f"{name}:{port}".encode()]:
                near.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")
                return
            try:
                far = egress.connect(host, port)
            except (egress.EgressFailed, OSError):
                near.sendall(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
                return
            with far:
                near.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                _carry(near, far)

    with _Server(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def _head(near: socket.socket) -> bytes:
    """Return a request's head; the client sends nothing more before it has an answer."""
    head = b""
    while b"\r\n\r\n" not in head and len(head) < LONGEST:
        piece = near.recv(LONGEST)
        if not piece:
            break
        head += piece
    return head


def _carry(near: socket.socket, far: socket.socket) -> None:
    """Pass bytes on, both ways, until either end closes or both are silent."""
    with (
        selectors.DefaultSelector() as ends,
        suppress(OSError),
    ):  # gone: so is the other
        ends.register(near, selectors.EVENT_READ, far)
        ends.register(far, selectors.EVENT_READ, near)
        while ready := ends.select(IDLE):
            for end, _events in ready:
                piece = cast("socket.socket", end.fileobj).recv(PIECE)
                if not piece:
                    return
                end.data.sendall(piece)
