"""A mirror that is pushed to: a receiver behind the web server that serves its folder."""

import os
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.client import HTTPConnection
from itertools import count

import pytest

from cms.running.children import Children, Command
from cms.running.home import REPOSITORY, prepare
from cms.servers import caddy
from tests.processes import free_ports, within
from tests.workflows.mirrors.receiver.running import Running
from workflows.mirrors.drivers.push import PushDriver
from workflows.mirrors.receiver.pack import pack

SECRET = "whsec_" + b64encode(b"s" * 32).decode()
OTHER = "whsec_" + b64encode(b"o" * 32).decode()
numbers = count(1)


@pytest.fixture(scope="session")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The packed program: no Django, no package of anybody, only Python's own."""
    folder = tmp_path_factory.mktemp("receiver")
    pack(folder / "receiver.pyz")
    secrets = folder / "secrets"
    secrets.write_text(SECRET)
    root = folder / "mirrors" / "primary"
    root.parent.mkdir()
    program = ["-I", "-S", str(folder / "receiver.pyz")]
    running = Running(program, root, secrets)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def web(receiver: Running) -> Iterator[int]:
    """The port of the demo's web server in front of it, pushes let through."""
    home = receiver.root.parents[1]
    ports = free_ports(2)
    text = (REPOSITORY / "deploy" / "caddy" / "Caddyfile").read_text()
    (home / "Caddyfile").write_text(
        text.replace(
            "\timport mirror primary",
            f"\timport receiver 127.0.0.1:{receiver.port}\n\timport mirror primary",
        )
    )
    environment = {
        **os.environ,
        "MASTHEAD_HOME": str(home),
        "MASTHEAD_PRIMARY_PORT": str(ports[0]),
        "MASTHEAD_MIRROR_PORT": str(ports[1]),
    }
    command = caddy(home, environment)
    ours = [
        str(home / "Caddyfile") if "Caddyfile" in one else one for one in command.argv
    ]
    command = replace(command, argv=ours)
    prepare(home)
    with Children(home) as children:
        child = children.start(command)
        assert within(10, lambda: _answers(ports[0])), child.last_lines()
        yield ports[0]


@pytest.fixture(scope="session")
def nginx(receiver: Running) -> Iterator[int]:
    """The port of nginx in front of it, by the file that operators include."""
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed here")
    home = receiver.root.parents[1]
    (port,) = free_ports(1)
    text = (REPOSITORY / "deploy" / "nginx" / "receiver.conf").read_text()
    (home / "receiver.conf").write_text(text.replace("8200", str(receiver.port)))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{one}_temp_path {home}/{one};" for one in kinds)
    (home / "nginx.conf").write_text(
        f"daemon off; error_log stderr; pid {home}/pid; events {{}}\n"
        f"http {{ access_log off; {temporary}"
        f"server {{ listen 127.0.0.1:{port}; include {home}/receiver.conf; }} }}\n"
    )
    argv = ["nginx", "-c", str(home / "nginx.conf"), "-e", "stderr"]
    with Children(home) as children:
        child = children.start(Command("nginx", argv))
        assert within(10, lambda: _answers(port)), child.last_lines()
        yield port


@pytest.fixture
def opened(receiver: Running, web: int) -> Callable[..., PushDriver]:
    """Return the function that opens a driver; its secret may be another one."""

    def open_it(secret: str = SECRET) -> PushDriver:
        return PushDriver(f"push+http://127.0.0.1:{web}/_in", {"secret": secret})

    receiver.secrets.write_text(SECRET)
    open_it().prepare()
    return open_it


@pytest.fixture
def driver(opened: Callable[..., PushDriver]) -> Iterator[PushDriver]:
    with opened() as driver:
        yield driver


@pytest.fixture
def path() -> str:
    """A path of this test's own: the receiver is shared."""
    return f"/news/story-{next(numbers)}/index.html"


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return bool(connection.getresponse().status)
    except OSError:
        return False
    finally:
        connection.close()
