"""The receiver's command: listens on this machine, behind a web server that has TLS."""

import argparse
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from workflows.mirrors.receiver.app import CHUNK, Receiver, secrets_in

LINGER = 2.0  # seconds


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = False  # one that is asked to stop ends what it has begun

    def shutdown_request(self, request: Any) -> None:
        """Hang up when the sender has read the answer, or has had the time to.

        A line that is closed over an unread body is reset: the web server in front
        would say 502 to whoever is turned away.
        """
        until = time.monotonic() + LINGER
        with suppress(OSError):
            request.shutdown(socket.SHUT_WR)
            request.settimeout(LINGER)
            while time.monotonic() < until and request.recv(CHUNK):
                pass
        self.close_request(request)


class Handler(WSGIRequestHandler):
    timeout = 30  # seconds between two bytes

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — its base's name
        """Say nothing: the receiver itself says what was done."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="receiver.pyz", description="Write what a newsroom pushes to this mirror."
    )
    parser.add_argument("--root", type=Path, required=True, help="the folder served")
    parser.add_argument(
        "--secrets", type=Path, required=True, help="a file with one whsec_… per line"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8200)
    chosen = parser.parse_args()
    try:
        secrets_in(chosen.secrets)
    except (OSError, ValueError) as error:
        parser.error(f"--secrets: {error}")
    app = Receiver(chosen.root, chosen.secrets)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with make_server(
        chosen.host, chosen.port, app, server_class=Server, handler_class=Handler
    ) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
