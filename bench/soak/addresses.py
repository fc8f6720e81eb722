"""Twenty mirrors: real storages, a fault proxy before each network, a web server before all."""

import os
import secrets
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from cms.servers import REPOSITORY
from tests.processes import die_with_parent, free_ports, within
from tests.proxy import Proxy, proxy
from tests.workflows.mirrors.drivers.servers import (
    BUCKET,
    KEYS,
    ObjectStore,
    SSHServer,
    openssh,
    seaweedfs,
)
from workflows.mirrors import lifecycle
from workflows.mirrors.errors import FileFailed, MirrorFailed
from workflows.mirrors.models import Mirror

KINDS = {"folder": 8, "push": 4, "objects": 4, "sftp": 4}
# An object store has no index files: its front asks for them.
OBJECTS = """
http://:{port} {{
	bind 127.0.0.1
	@folder path */
	handle @folder {{
		rewrite * /{bucket}/{prefix}{{path}}index.html
		reverse_proxy 127.0.0.1:{store}
	}}
	handle {{
		rewrite * /{bucket}/{prefix}{{path}}
		reverse_proxy 127.0.0.1:{store}
	}}
}}
"""


@dataclass(frozen=True)
class Address:
    """One mirror, how it can be hurt, and where readers read it.

    proxy: before its storage; None for folders.
    folder: what a hostile operator of it could edit; None for object stores.
    """

    name: str
    kind: str
    port: int
    proxy: Proxy | None
    folder: Path | None

    @property
    def mirror(self) -> Mirror:
        return Mirror.objects.get(name=self.name)


def start(home: Path, running: ExitStack) -> list[Address]:
    """Start all servers, and add and sync the mirrors; they end with `running`."""
    for name in ("mirrors", "weed", "ssh"):
        (home / name).mkdir()
    store = running.enter_context(seaweedfs(home / "weed"))
    ssh = running.enter_context(openssh(home / "ssh"))
    found = [
        _address(kind, number, home, store, ssh, running)
        for kind, count in KINDS.items()
        for number in range(count)
    ]
    _front(found, home, store, running)
    for address in found:
        lifecycle.sync(address.mirror)
    return found


def _address(
    kind: str,
    number: int,
    home: Path,
    store: ObjectStore,
    ssh: SSHServer,
    running: ExitStack,
) -> Address:
    name = f"{kind}-{number}"
    folder = home / "mirrors" / name
    front, credentials, url = None, {}, folder.as_uri()
    if kind == "push":
        port, credentials = _receiver(folder, running)
        front = running.enter_context(proxy(port))
        url = f"push+http://127.0.0.1:{front.port}/_in"
    elif kind == "objects":
        front, credentials = running.enter_context(proxy(store.port)), KEYS
        url = store.url(name, port=front.port)
    elif kind == "sftp":
        front, credentials = running.enter_context(proxy(ssh.port)), ssh.credentials
        url = ssh.url(folder, port=front.port)
    (port,) = free_ports(1)
    _add(name, port, url, credentials)
    lies_in = None if kind == "objects" else folder
    return Address(name, kind, port, front, lies_in)


def _add(name: str, port: int, url: str, credentials: Mapping[str, str]) -> None:
    mirror = Mirror(name=name, public_url=f"http://127.0.0.1:{port}", storage_url=url)
    mirror.credentials = dict(credentials)
    mirror.save()
    if not within(20, lambda: _works(mirror)):
        sys.exit(f"The storage of {name} does not answer.")


def _works(mirror: Mirror) -> bool:
    try:
        lifecycle.probe(mirror)
    except (MirrorFailed, FileFailed):  # it starts
        time.sleep(0.2)
        return False
    return True


def _receiver(folder: Path, running: ExitStack) -> tuple[int, dict[str, str]]:
    folder.mkdir()
    secret = f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"
    key = folder.with_suffix(".secret")
    key.write_text(secret)
    key.chmod(0o600)
    (port,) = free_ports(1)
    argv = [sys.executable, "-m", "workflows.mirrors.receiver", "--root", str(folder)]
    argv += ["--secrets", str(key), "--port", str(port)]
    _run(argv, folder.with_suffix(".log"), running)
    return port, {"secret": secret}


def _front(
    found: list[Address], home: Path, store: ObjectStore, running: ExitStack
) -> None:
    """Run the Caddy of `deploy/`, with one site for each mirror."""
    ours = (REPOSITORY / "deploy/caddy/Caddyfile").read_text()
    text = ours[: ours.index("http://:{$MASTHEAD_PRIMARY_PORT")]
    for one in found:
        if one.kind == "objects":
            text += OBJECTS.format(
                port=one.port, bucket=BUCKET, prefix=one.name, store=store.port
            )
        else:
            text += f"http://:{one.port} {{\n\timport mirror {one.name}\n}}\n"
    config = home / "Caddyfile"
    config.write_text(text)
    program = str(Path(sys.executable).with_name("caddy"))
    argv = [program, "run", "--config", str(config), "--adapter", "caddyfile"]
    _run(argv, home / "caddy.log", running, MASTHEAD_HOME=str(home))
    if not within(20, lambda: all(_listens(one.port) for one in found)):
        sys.exit(
            "A mirror's address does not answer: its port was taken. Run it again."
        )


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def _run(argv: list[str], log: Path, running: ExitStack, **told: str) -> None:
    output = running.enter_context(log.open("wb"))
    process = subprocess.Popen(
        argv,
        stdout=output,
        stderr=output,
        env=os.environ | told,
        preexec_fn=die_with_parent,  # noqa: PLW1509 — it takes no lock
    )
    running.callback(process.wait, 30)
    running.callback(process.kill)
