"""A store that speaks a little S3, in this process, and answers as it is told."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from tests.workflows.mirrors.drivers.servers import KEYS


@dataclass
class Pretender:
    """What it holds, and what it is told.

    key_id: the only access key id that it knows; signatures it does not look at.
    answers: part of a path → the status of every answer there.
    conditions: the status of a write with a condition; 200 means that it ignores it.
    loses: part of a path → writes there are said to be done and are not.
    moved: where an answer of 302 leads.
    swears: bytes that the body of every file has, as it says; 0: as many as there are.
    asked: method and path of every request.
    heads: the headers of all of them.
    """

    url: str = ""
    key_id: str = KEYS["access_key_id"]
    held: dict[str, bytes] = field(default_factory=dict)
    answers: dict[str, int] = field(default_factory=dict)
    conditions: int = 200
    loses: str = ""
    moved: str = ""
    swears: int = 0
    asked: list[str] = field(default_factory=list)
    heads: str = ""


@contextmanager
def pretending(certificate: Path | None = None) -> Iterator[Pretender]:
    """Run one; with TLS as `localhost` if there is a certificate."""
    pretender = Pretender()
    handler = type("Handler", (_Handler,), {"pretender": pretender})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a refused handshake is no news
        endpoint = quote(f"http://127.0.0.1:{server.server_port}")
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
            endpoint = quote(f"https://localhost:{server.server_port}")
        pretender.url = f"s3://courier/m?endpoint={endpoint}&region=eu-west-1"
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield pretender
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    pretender: Pretender

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        conditional = "If-Match" in self.headers or "If-None-Match" in self.headers
        status = self._told() or (self.pretender.conditions if conditional else 200)
        loses = self.pretender.loses
        if status == 200 and not (loses and loses in self.path):
            self.pretender.held[self.path] = body
        self._answer(status)

    def do_HEAD(self) -> None:
        self._answer(self._told() or (200 if self.path in self.pretender.held else 404))

    def do_GET(self) -> None:
        is_list = "list-type" in self.path
        empty = b"<ListBucketResult></ListBucketResult>" if is_list else None
        body = self.pretender.held.get(self.path, empty)
        self._answer(self._told() or (404 if body is None else 200), body or b"")

    def do_DELETE(self) -> None:
        loses = self.pretender.loses
        if not (loses and loses in self.path):
            self.pretender.held.pop(self.path, None)
        self._answer(self._told() or 204)

    def _told(self) -> int:
        if f"Credential={self.pretender.key_id}/" not in self.headers["Authorization"]:
            return 403
        answers = self.pretender.answers.items()
        return next((status for part, status in answers if part in self.path), 0)

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.pretender.asked.append(f"{self.command} {self.path}")
        self.pretender.heads += str(self.headers)
        self.send_response(status)
        self.send_header("Location", self.pretender.moved + self.path)
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Mon, 23 Nov 2026 10:00:00 GMT")
        length = self.pretender.swears if body else 0
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        with suppress(BrokenPipeError):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...
