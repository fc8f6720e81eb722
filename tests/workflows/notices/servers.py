"""A small SMTP server and a small receiver of webhooks, each in a thread of its own."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BACKEND = "django.core.mail.backends.smtp.EmailBackend"


@dataclass
class Post:
    """What a mail server took. `refuse`: recipient → its answer instead of 250."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "EMAIL_BACKEND": BACKEND,
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.port,
            "EMAIL_TIMEOUT": 2,
            "EMAIL_USE_TLS": False,
            "EMAIL_USE_SSL": False,
            "EMAIL_HOST_USER": "",
            "EMAIL_HOST_PASSWORD": "",
        }

    def to(self, name: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"].startswith(f"{name}@")]


@dataclass
class Request:
    headers: dict[str, str]
    body: bytes


@dataclass
class Hook:
    """What a receiver of webhooks took, and what it answers."""

    url: str = ""
    status: int = 200
    chokes_on: str = ""  # answers 500 to what holds this, whatever `status` is
    location: str = ""
    requests: list[Request] = field(default_factory=list)
    wait: threading.Event | None = None  # it answers once this is set


class Smtp(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as Django's client speaks."""

    server: Any

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "DATA":
                self.data()
            elif verb == "RCPT":
                name = line.partition("<")[2].rstrip(">")
                self.say(self.server.post.refuse.get(name, "250 ok"))
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def data(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.post.mails.append(mail)
        self.say("250 taken")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Receiver(BaseHTTPRequestHandler):
    server: Any

    def do_POST(self) -> None:
        hook = self.server.hook
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        hook.requests.append(Request(headers, body))
        if hook.wait:
            hook.wait.wait(30)
        chokes = hook.chokes_on and hook.chokes_on in body.decode()
        self.send_response(500 if chokes else hook.status)
        if hook.location:
            self.send_header("location", hook.location)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 — its signature
        """Say nothing."""


class Threads(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def post_office() -> Iterator[Post]:
    with _served(Threads(("127.0.0.1", 0), Smtp)) as server:
        server.post = Post(port=server.server_address[1])
        yield server.post


@contextmanager
def hook_server() -> Iterator[Hook]:
    with _served(ThreadingHTTPServer(("127.0.0.1", 0), Receiver)) as server:
        server.daemon_threads = True
        server.hook = Hook(
            f"http://127.0.0.1:{server.server_address[1]}/services/T/S3CRET"
        )
        yield server.hook


@contextmanager
def _served(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
