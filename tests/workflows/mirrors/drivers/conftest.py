"""Storages of every kind, on real servers; each server is started once."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import obstore
import pytest

from tests.workflows.mirrors.drivers.servers import (
    KEYS,
    ObjectStore,
    SSHServer,
    openssh,
    seaweedfs,
)
from tests.workflows.mirrors.looks import files_in
from workflows.mirrors.drivers import Driver, open_driver


@dataclass(frozen=True)
class Storage:
    """An empty place for a mirror.

    url, credentials: as an operator types them.
    files: path → bytes of what a web server would serve from there; asked of the
        disk or the server, not of the driver.
    leave: have somebody else leave a file there.
    unreachable: the URL of a storage of the same kind that does not work.
    """

    url: str
    credentials: Mapping[str, str]
    files: Callable[[], dict[str, bytes]]
    leave: Callable[[str], object]
    unreachable: str

    def make(self) -> Driver:
        return open_driver(self.url, self.credentials)


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """A folder with a short name: sockets lie in it."""
    made = Path(tempfile.mkdtemp(prefix="mh-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def object_store(home: Path) -> Iterator[ObjectStore]:
    (home / "weed").mkdir()
    with seaweedfs(home / "weed") as store:
        yield store


@pytest.fixture(scope="session")
def ssh_server(home: Path) -> Iterator[SSHServer]:
    (home / "ssh").mkdir()
    with openssh(home / "ssh") as server:
        yield server


@pytest.fixture
def prefix() -> str:
    """A prefix that no other test writes to."""
    return f"mirrors/{token_hex(6)}"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts the questions that the client is given to ask."""
    counted: Counter[str] = Counter()

    def spy(name: str, real: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            counted[name] += 1
            return real(*args, **options)

        return call

    for name in ("head", "list"):
        monkeypatch.setattr(obstore, name, spy(name, getattr(obstore, name)))
    return counted


@pytest.fixture(params=["folder", "objects", "sftp"])
def storage(request: pytest.FixtureRequest) -> Storage:
    return request.getfixturevalue(f"{request.param}_storage")


@pytest.fixture
def folder_storage(tmp_path: Path) -> Storage:
    folder = tmp_path / "mirror"
    return Storage(
        f"file://{folder}",
        {},
        lambda: files_in(folder),
        lambda name: (folder.mkdir(), (folder / name).write_bytes(b"mine")),
        f"file://{tmp_path}/no/such/folder",
    )


@pytest.fixture
def objects_storage(object_store: ObjectStore, prefix: str) -> Storage:
    def files() -> dict[str, bytes]:
        found = object_store.objects(prefix).items()
        return {
            f"/{key}": data for key, data in found if not key.startswith(".masthead/")
        }

    return Storage(
        object_store.url(prefix),
        KEYS,
        files,
        lambda name: obstore.put(object_store.client(prefix), name, b"mine"),
        object_store.url(prefix, port=1),
    )


@pytest.fixture
def sftp_storage(ssh_server: SSHServer, tmp_path: Path) -> Storage:
    folder = tmp_path / "mirror"
    return Storage(
        ssh_server.url(folder),
        ssh_server.credentials,
        lambda: files_in(folder),
        lambda name: (folder.mkdir(), (folder / name).write_bytes(b"mine")),
        ssh_server.url(folder, port=1),
    )


@pytest.fixture
def driver(storage: Storage) -> Iterator[Driver]:
    """A driver of each kind, prepared and open."""
    made = storage.make()
    made.prepare()
    with made as opened:
        yield opened
