"""`make run` says that it is up when readers find what was seeded, and not before."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cms.running.asking import answers, is_all_there
from cms.running.places import Port
from tests.processes import free_ports

Said = dict[str, tuple[int, bytes]]


def ready(*, unpressed: int = 0, owed: int = 0) -> bytes:
    checks = {
        "press": {"unpressed_editions": unpressed},
        "mirrors": {"owed_files": owed},
    }
    return json.dumps({"checks": checks}).encode()


@pytest.fixture
def said() -> Said:
    """What the server answers, by path; a front, and nothing that waits."""
    return {"/": (200, b"front"), "/health/ready": (503, ready())}


@pytest.fixture
def port(said: Said) -> Iterator[Port]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = said.get(self.path, (404, b""))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield Port("web", "MASTHEAD_WEB_PORT", "127.0.0.1", str(server.server_port))
    server.shutdown()
    server.server_close()


def test_all_is_there_when_the_front_is_and_nothing_waits(port: Port):
    assert is_all_there(port, [port, port])


def test_each_address_is_asked(port: Port):
    nobody = replace(port, value=str(free_ports(1)[0]))
    assert not is_all_there(port, [port, nobody])


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", (404, b"")),
        ("/health/ready", (200, ready(unpressed=1))),
        ("/health/ready", (200, ready(owed=1))),
        ("/health/ready", (200, b"{}")),
        ("/health/ready", (404, b"<p>Not here")),
    ],
)
def test_what_is_not_pressed_or_not_carried_is_waited_for(
    port: Port, said: Said, path: str, answer: tuple[int, bytes]
):
    said[path] = answer
    assert not is_all_there(port, [port])
    assert answers(port, path)  # it answers: that alone is not enough
