"""A press that writes real files into the tree, and mirrors that are real folders."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.db import transaction

from workflows.mirrors import lifecycle
from workflows.mirrors.models import Mirror
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
def live_mirror(make_mirror: MakeMirror) -> Mirror:
    """A mirror that is live and owes nothing."""
    mirror = make_mirror()
    Mirror.objects.update(state="live")
    mirror.refresh_from_db()
    return mirror


def _type(path: str) -> str:
    if path.endswith(".jpg"):
        return "image/jpeg"
    return "application/xml" if path.endswith(".xml") else "text/html; charset=utf-8"
