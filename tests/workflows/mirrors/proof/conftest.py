"""A newsroom with keys, and addresses that serve its mirrors as any web server would."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.workflows.mirrors.web import Web
from workflows.mirrors.proof.sign import sign
from workflows.press import store
from workflows.press.models import PublishedFile

Carry = Callable[[], Path]
Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Have folders answered at addresses of this machine."""
    servers = []

    def start(folder: Path, kind: type[Web] = Web) -> str:
        servers.append(kind(folder))
        return servers[-1].url

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def carry(tmp_path: Path) -> Carry:
    """Sign, and have a folder hold the tree, as a delivery leaves it; returns the folder."""
    folder = tmp_path / "mirror"

    def sign_and_carry() -> Path:
        sign(rest=0)
        for file in PublishedFile.objects.all():
            path = folder / file.path[1:]
            if file.gone:
                path.unlink(missing_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(store.read(file.digest))
        return folder

    return sign_and_carry
