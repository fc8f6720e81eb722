"""A receiver in a process of its own, from the one file that operators copy."""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from socket import create_connection, socket

from tests.processes import die_with_parent, free_ports, within
from workflows import signing
from workflows.mirrors.drivers import Copy
from workflows.mirrors.drivers.push import PushDriver
from workflows.mirrors.receiver.claims import HEADER, Claim, Verb, forms_of

# The receiver, killed after it noted an edition and before it moved the file there.
DIES_BETWEEN = """
import os, signal
from workflows.mirrors.receiver import __main__, storage
storage.place = storage.clear = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
__main__.main()
"""


class Running:
    """Serves `root` at `port`; `secrets` may be rewritten meanwhile."""

    def __init__(self, program: list[str], root: Path, secrets: Path) -> None:
        self.root, self.secrets = root, secrets
        (self.port,) = free_ports(1)
        self._argv = [*program, "--root", str(root), "--secrets", str(secrets)]
        self.start()

    def start(self, *, by: list[str] | None = None) -> None:
        argv = (by + self._argv[-4:]) if by else self._argv
        self.process = subprocess.Popen(
            [sys.executable, *argv, "--port", str(self.port)],
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,  # noqa: PLW1509 — it takes no lock
        )
        assert within(10, self._listens)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def _listens(self) -> bool:
        with suppress(OSError), create_connection(("127.0.0.1", self.port), 1):
            return True
        return False


def put(
    driver: PushDriver, path: str, edition: int, data: bytes = b"text", **forms: bytes
) -> None:
    """Look, and then put, as a delivery does."""
    driver.look(path)
    variants = {f".{end}": form for end, form in forms.items()}
    driver.put(Copy(path, edition, data, "text/html", "page", variants))


def send_half(port: int, path: str, secret: str) -> socket:
    """Begin a signed push, and send half of its body."""
    claim = Claim(Verb.PUT, path, 2, 0, "text/html", forms_of(bytes(100_000), {}))
    said = claim.to_header()
    headers = signing.signed_headers(
        said.encode(), message_id="msg_1", timestamp=int(time.time()), secret=secret
    )
    lines = [f"{name}: {text}" for name, text in {HEADER: said, **headers}.items()]
    head = ["POST /_in HTTP/1.1", "Host: x", "Content-Length: 100000", *lines, "", ""]
    connection = create_connection(("127.0.0.1", port), 5)
    connection.sendall("\r\n".join(head).encode() + bytes(50_000))
    return connection


def half_written(receiver: Running) -> list[Path]:
    return sorted((receiver.root / ".masthead").glob(".tmp-*"))
