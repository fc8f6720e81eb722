"""A newsroom without a database: what it left on sticks, and what a connected mirror held."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import transaction
from django.test import override_settings

from pages.models import SectionPage
from tests import newsroom as build
from tests.conftest import ED, RITA
from tests.snapshot import Snapshot
from tests.workflows.mirrors.looks import make_ready
from workflows.mirrors import lifecycle
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import DueFile, Mirror
from workflows.mirrors.offline.pack import pack
from workflows.mirrors.proof.outdated import GRACE
from workflows.mirrors.proof.sign import sign
from workflows.press import takedown
from workflows.press.press import press


@dataclass(frozen=True)
class Sticks:
    """Three bundles of two editions, and a connected mirror's folder at each of the two.

    whole: everything, at the first.
    tail: what the second changed: one story new, one edited, one killed with its picture.
    newer: everything, at the second.
    """

    root: Path
    whole: Path
    tail: Path
    newer: Path
    at_first: Path
    at_second: Path
    first: int
    second: int


def silently(things: Iterable[Any], _count: int, _unit: str) -> Iterable[Any]:
    return things


def write(stick: Path, since: int = 0) -> int:
    return pack(stick, since=since, seconds=0, progress=silently).edition


def all_in(folder: Path) -> dict[str, bytes]:
    """Path → bytes of everything in a mirror's folder, but for what is its own."""
    files = (path for path in folder.rglob("*") if not path.is_dir())
    found = {str(path.relative_to(folder)): path.read_bytes() for path in files}
    return {name: data for name, data in found.items() if not name.startswith(".mast")}


@pytest.fixture(scope="session")
def sticks(
    opened: Snapshot,
    first_signing: Snapshot,
    ceremony_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: Any,
) -> Sticks:
    """What is written once; nothing of it stays in the tables."""
    folder = tmp_path_factory.mktemp("sticks")
    root = Path(shutil.copy(ceremony_folder / "1.root.json", folder))
    around = transaction.atomic()
    around._from_testcase = True  # as of a test: durable blocks may lie within
    with (
        django_db_blocker.unblock(),
        override_settings(SIGNING_KEY=ceremony_folder / "online.pem"),
        around,
    ):
        cast = (
            build.person("rita", "Reporters", pk=RITA),
            build.person("ed", "Editors", pk=ED),
        )
        opened.restore()
        first_signing.restore()
        made = _write_all(folder, root, *cast)
        transaction.set_rollback(True)
    return made


def _write_all(folder: Path, root: Path, rita: User, ed: User) -> Sticks:
    sections = {page.slug: page for page in SectionPage.objects.all()}
    news, sport = sections["news"], sections["sport"]
    connected = lifecycle.add(
        "connected",
        public_url="https://connected.example",
        storage_url=f"file://{folder}/connected",
    )
    lifecycle.sync(connected)

    def story(section: SectionPage, title: str, color: str) -> Any:
        picture = build.picture(title, color)
        return build.story(section, rita, ed, title=title, lead_picture=picture)

    harbor = story(news, "Harbor strike ends", "navy")
    cup = story(sport, "Cup final", "green")
    _carry(connected, folder / "at-first")
    first = write(folder / "whole.tar")

    story(news, "Bridge opens", "red")
    build.edit(cup, rita, dek="Won in the last minute.")
    build.publish(cup, rita, ed)
    press()
    chioma = build.person("chioma", "Chief editors")
    takedown.kill(harbor.pk, actor=chioma, reason="legal")
    press()
    _carry(connected, folder / "at-second")
    second = write(folder / "tail.tar", since=first)
    write(folder / "newer.tar")
    return Sticks(
        root,
        whole=folder / "whole.tar",
        tail=folder / "tail.tar",
        newer=folder / "newer.tar",
        at_first=folder / "at-first",
        at_second=folder / "at-second",
        first=first,
        second=second,
    )


def _carry(mirror: Mirror, copy: Path) -> None:
    """Deliver; once more when older metadata has left; keep what lies there then."""
    sign(rest=0)
    with time_machine.travel(datetime.now(UTC) + GRACE + timedelta(minutes=1)):
        sign(rest=0)
    make_ready()
    deliver(mirror.pk)
    assert not DueFile.objects.exists()
    shutil.copytree(mirror.storage_url.removeprefix("file://"), copy)


@pytest.fixture
def at_sea(db: None, sticks: Sticks, django_db_blocker: Any) -> Iterator[None]:
    """No database is asked from here on."""
    with django_db_blocker.block():
        yield


@pytest.fixture
def ship(tmp_path: Path) -> Path:
    """The folder of a mirror without a line; not there yet."""
    return tmp_path / "ship"


@pytest.fixture
def ship_at_first(sticks: Sticks, ship: Path) -> Path:
    """The same, at the first of the two editions."""
    return Path(shutil.copytree(sticks.at_first, ship))
