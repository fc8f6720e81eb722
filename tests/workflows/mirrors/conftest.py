"""A press that writes real files into the tree, and mirrors that are real folders."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client, override_settings

from tests.snapshot import Snapshot
from tests.workflows.mirrors.drivers.pretender import Pretender, pretending
from workflows.mirrors import lifecycle
from workflows.mirrors.models import Mirror
from workflows.mirrors.proof import ceremony, chain, keys
from workflows.mirrors.proof.sign import sign
from workflows.press import editions, tree
from workflows.press.models import Action, PublishedFile
from workflows.press.tree import TreeChange

Publish = Callable[..., int]
MakeMirror = Callable[..., Mirror]


@pytest.fixture
def publish() -> Publish:
    """Have paths hold bytes (None: gone) at the next edition; return its number."""

    def put(files: Mapping[str, bytes | None], *, urgent: bool = False) -> int:
        with transaction.atomic():
            number = editions.record(action=Action.RESOURCE, ref="test").number
            tree.lock()
            change = TreeChange(number, urgent=urgent)
            for path, data in files.items():
                if data is None:
                    change.remove(PublishedFile.objects.filter(path=path))
                else:
                    change.put(path, data, _type(path))
            change.announce()
        return number

    return put


@pytest.fixture
def make_mirror(tmp_path: Path) -> MakeMirror:
    """Add a mirror with a folder of its own; it is synced, so it owes the tree."""

    def make(
        name: str = "one", *, primary: bool = False, synced: bool = True
    ) -> Mirror:
        mirror = lifecycle.add(
            name,
            public_url=f"https://{name}.example",
            storage_url=f"file://{tmp_path / name}",
            primary=primary,
        )
        if synced:
            lifecycle.sync(mirror)
        return mirror

    return make


@pytest.fixture
def operator(client: Client) -> Client:
    """A browser in which an operator is signed in."""
    user = User.objects.create_user("olu", password="masthead")
    user.groups.add(Group.objects.get(name="Operators"))
    client.force_login(user)
    return client


@pytest.fixture
def pretender() -> Iterator[Pretender]:
    """An object store that has one key and ignores conditions."""
    with pretending() as store:
        yield store


@pytest.fixture
def live_mirror(make_mirror: MakeMirror) -> Mirror:
    """A mirror that is live and owes nothing."""
    mirror = make_mirror()
    Mirror.objects.update(state="live")
    mirror.refresh_from_db()
    return mirror


@pytest.fixture(scope="session")
def ceremony_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `tuf_init` makes, once: three root keys, an online key, root and targets."""
    folder = tmp_path_factory.mktemp("keys")
    signer = keys.new()
    keys.write(folder / "online.pem", signer)
    ceremony.begin(folder, signer.public_key)
    return folder


@pytest.fixture(scope="session")
def first_signing(
    opened: Snapshot, ceremony_folder: Path, django_db_blocker: Any
) -> Snapshot:
    """What the first signing of the open newsroom does to the tables."""
    with (
        django_db_blocker.unblock(),
        override_settings(SIGNING_KEY=ceremony_folder / "online.pem"),
        transaction.atomic(),
    ):
        opened.restore()
        snapshot = Snapshot.of(lambda: (chain.publish(ceremony_folder), sign()))
        transaction.set_rollback(True)
    return snapshot


@pytest.fixture
def root_keys(ceremony_folder: Path, tmp_path: Path) -> Path:
    """The folder of the ceremony, a copy of this test's own."""
    return Path(shutil.copytree(ceremony_folder, tmp_path / "keys"))


@pytest.fixture
def signed(
    newsroom: Any,
    first_signing: Snapshot,
    root_keys: Path,
    tmp_path: Path,
    settings: Any,
) -> Path:
    """The newsroom's tree is signed, and its key is here; returns the root's file."""
    settings.SIGNING_KEY = tmp_path / "tuf" / "online.pem"
    settings.SIGNING_KEY.parent.mkdir()
    (root_keys / "online.pem").rename(settings.SIGNING_KEY)
    first_signing.restore()
    return root_keys / "1.root.json"


def _type(path: str) -> str:
    if path.endswith(".jpg"):
        return "image/jpeg"
    return "application/xml" if path.endswith(".xml") else "text/html; charset=utf-8"
