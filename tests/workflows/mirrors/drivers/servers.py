"""Real storage servers for tests: SeaweedFS speaks S3, OpenSSH speaks SFTP."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from urllib.parse import quote

import obstore
import pytest
from obstore.exceptions import BaseError
from obstore.store import S3Store

from tests.processes import die_with_parent, free_ports, within
from workflows.mirrors.drivers import Driver, open_driver

KEYS = {"access_key_id": "MASTHEADTESTS", "secret_access_key": "not-secret-here"}
BUCKET = "courier"
VOLUMES = 20
SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")


@dataclass(frozen=True)
class ObjectStore:
    """A running SeaweedFS."""

    port: int

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, prefix: str, *, port: int = 0) -> str:
        endpoint = f"http://127.0.0.1:{port or self.port}"
        return f"s3://{BUCKET}/{prefix}?endpoint={quote(endpoint)}"

    def driver(self, prefix: str, port: int = 0, /, **keys: str) -> Driver:
        return open_driver(self.url(prefix, port=port), {**KEYS, **keys})

    def client(self, prefix: str = "", *, bucket: str = BUCKET) -> S3Store:
        """A client that is not the driver's, to see what really lies there."""
        return S3Store(
            bucket,
            prefix=prefix or None,
            config={**KEYS, "endpoint": self.endpoint, "region": "us-east-1"},  # type: ignore[arg-type]  # a TypedDict, made of another
            client_options={"allow_http": True},
            retry_config={"max_retries": 0},
        )

    def objects(self, prefix: str) -> dict[str, bytes]:
        client = self.client(prefix)
        found = [one["path"] for part in obstore.list(client) for one in part]
        return {key: bytes(obstore.get(client, key).bytes()) for key in sorted(found)}


@dataclass(frozen=True)
class SSHServer:
    """A running sshd; `host_key` and `private_key` are texts, as an operator types them."""

    port: int
    host_key: str
    private_key: str

    @property
    def credentials(self) -> dict[str, str]:
        return {"host_key": self.host_key, "private_key": self.private_key}

    def url(self, folder: Path, *, port: int = 0) -> str:
        return f"sftp://{getuser()}@127.0.0.1:{port or self.port}{folder}"

    def driver(self, folder: Path, port: int = 0, /, **credentials: str) -> Driver:
        return open_driver(
            self.url(folder, port=port), {**self.credentials, **credentials}
        )


@contextmanager
def seaweedfs(home: Path) -> Iterator[ObjectStore]:
    """Run SeaweedFS in `home`; small, in memory as on disk."""
    weed = shutil.which("weed", path=f"{Path(sys.executable).parent}:/usr/bin")
    if weed is None:
        pytest.skip("SeaweedFS is not installed")
    master, volume, filer, s3, *grpc = free_ports(8)
    said = {
        "credentials": [
            {"accessKey": KEYS["access_key_id"], "secretKey": KEYS["secret_access_key"]}
        ],
        "name": "tests",
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    anybody = {"name": "anonymous", "actions": ["Read"]}  # as readers of a mirror
    (home / "s3.json").write_text(json.dumps({"identities": [said, anybody]}))
    options = {
        "dir": home,
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "master.telemetry": "false",
        "master.port": master,
        "master.port.grpc": grpc[0],
        "master.volumeSizeLimitMB": 64,
        "volume.port": volume,
        "volume.port.grpc": grpc[1],
        "volume.max": VOLUMES,
        "filer": "true",
        "filer.port": filer,
        "filer.port.grpc": grpc[2],
        "filer.localSocket": home / "filer.sock",
        "s3": "true",
        "s3.port": s3,
        "s3.port.grpc": grpc[3],
        "s3.config": home / "s3.json",
        "s3.iam": "false",
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
    }
    argv = [f"-{name}={value}" for name, value in options.items()]
    store = ObjectStore(s3)
    with _running([weed, "-logtostderr=true", "server", *argv], home / "weed.log"):
        assert within(60, lambda: _is_warm(store)), (home / "weed.log").read_text()
        yield store


def _is_warm(store: ObjectStore) -> bool:
    """Whether objects could be put: the first makes the bucket, some more its volumes."""
    with suppress(BaseError, FileNotFoundError):
        for number in range(VOLUMES):
            obstore.put(store.client(), f"warm/{number}", b"1")
        return True
    return False


@contextmanager
def openssh(home: Path, *options: str) -> Iterator[SSHServer]:
    """Run sshd in `home`, with files only; `options` are lines of its configuration."""
    if SSHD is None:
        pytest.skip("no sshd here: install openssh-server")
    if os.geteuid() == 0:  # it will not start as root without the folder of its package
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    for name in ("host", "user"):
        argv = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)]
        subprocess.run(argv, check=True)
    (port,) = free_ports(1)
    lines = [
        f"Port {port}",
        "ListenAddress 127.0.0.1",
        f"HostKey {home}/host",
        f"AuthorizedKeysFile {home}/user.pub",
        "PidFile none",
        "StrictModes no",
        "UsePAM no",
        "PermitRootLogin prohibit-password",
        *(options or ["Subsystem sftp internal-sftp"]),
    ]
    (home / "sshd_config").write_text("\n".join(lines) + "\n")
    log = home / "sshd.log"
    with _running([SSHD, "-D", "-e", "-f", str(home / "sshd_config")], log):
        assert within(10, lambda: _listens(port)), log.read_text()
        host_key, private_key = (home / "host.pub", home / "user")
        yield SSHServer(port, host_key.read_text(), private_key.read_text())


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextmanager
def _running(argv: list[str], log: Path) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            argv,
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent,  # noqa: PLW1509 — it takes no lock
        )
    try:
        yield
    finally:
        process.kill()
        process.wait(10)
