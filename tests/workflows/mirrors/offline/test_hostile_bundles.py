"""A stick passes through many hands: whatever was done to the bundle, nothing is changed."""

import gzip
import hashlib
import io
import tarfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest

from tests.workflows.mirrors.offline.conftest import Sticks, all_in, silently
from workflows.mirrors.offline.bundle import Bundle, Damaged, NoBundle
from workflows.mirrors.offline.prove import NotProven
from workflows.mirrors.offline.unpack import unpack
from workflows.mirrors.proof.verify.look import File

pytestmark = pytest.mark.usefixtures("at_sea")

Entries = dict[str, tuple[tarfile.TarInfo, bytes]]
PAGE = "news/bridge-opens/index.html"
TUF = ".well-known/tuf/"


def entries(stick: Path) -> Entries:
    with tarfile.open(stick) as tar:
        return {one.name: (one, tar.extractfile(one).read()) for one in tar}


def write(stick: Path, found: Entries) -> None:
    with tarfile.open(stick, "w") as tar:
        for entry, data in found.values():
            tar.addfile(entry, io.BytesIO(data))


def add(found: Entries, name: str, data: bytes = b"", **more: Any) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    for field, value in more.items():
        setattr(entry, field, value)
    found[f"{name} {len(found)}"] = (entry, data)


def put(found: Entries, name: str, data: bytes) -> None:
    del found[name]
    add(found, name, data)


def only(found: Entries, start: str) -> str:
    return next(name for name in found if name.startswith(start))


def a_bin(found: Entries) -> str:
    return next(name for name in found if name.endswith(".bin-00.json"))


def forge(found: Entries, name: str) -> None:
    put(found, name, found[name][1].replace(b'"version":', b'"version":9'))


CHANGES: dict[str, tuple[type[Exception], Callable[[Entries], object]]] = {
    "a page is edited": (Damaged, lambda e: put(e, PAGE, b"Not ours.")),
    "a page is longer": (
        Damaged,
        lambda e: put(e, PAGE, e[PAGE][1] + b" " * 1_000_000),
    ),
    "a picture is changed": (
        Damaged,
        lambda e: put(e, only(e, "media/"), b"Not ours."),
    ),
    "a page has another form": (
        Damaged,
        lambda e: put(e, f"{PAGE}.gz", gzip.compress(b"Not ours.")),
    ),
    "a form goes on": (
        Damaged,
        lambda e: put(e, f"{PAGE}.gz", e[f"{PAGE}.gz"][1] + b"Not ours."),
    ),
    "a form is cut off": (
        Damaged,
        lambda e: put(e, f"{PAGE}.br", e[f"{PAGE}.br"][1][:-1]),
    ),
    "a form without its page": (Damaged, lambda e: e.pop(PAGE)),
    "a form of a form": (Damaged, lambda e: add(e, f"{PAGE}.br.gz", b"Not ours.")),
    "a page is added": (Damaged, lambda e: add(e, "news/fake/index.html", b"x")),
    "a hidden file is added": (Damaged, lambda e: add(e, ".htaccess", b"x")),
    "our own folder is written to": (Damaged, lambda e: add(e, ".masthead/lock", b"")),
    "it leaves the folder": (Damaged, lambda e: add(e, "../escaped", b"x")),
    "it is absolute": (Damaged, lambda e: add(e, "/srv/escaped", b"x")),
    "it is a page, roundabout": (
        Damaged,
        lambda e: add(e, f"news/../{PAGE}", e[PAGE][1]),
    ),
    "an old root is added": (Damaged, lambda e: add(e, f"{TUF}9.root.json", b"{}")),
    "a manifest is missing": (Damaged, lambda e: e.pop(only(e, f"{TUF}targets/"))),
    "a manifest is changed": (
        Damaged,
        lambda e: put(e, only(e, f"{TUF}targets/"), b"{}"),
    ),
    "a bin is missing": (NotProven, lambda e: e.pop(a_bin(e))),
    "a bin is changed": (NotProven, lambda e: forge(e, a_bin(e))),
    "the head is missing": (NotProven, lambda e: e.pop(f"{TUF}timestamp.json")),
    "the head is changed": (NotProven, lambda e: forge(e, f"{TUF}timestamp.json")),
    "the head is nothing": (
        NotProven,
        lambda e: put(e, f"{TUF}timestamp.json", b"Not ours."),
    ),
    "the root is changed": (NotProven, lambda e: forge(e, f"{TUF}1.root.json")),
    "the root is missing": (NotProven, lambda e: e.pop(f"{TUF}1.root.json")),
    "a symbolic link": (
        NoBundle,
        lambda e: add(e, "news/link", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    ),
    "a hard link": (
        NoBundle,
        lambda e: add(e, "news/link", type=tarfile.LNKTYPE, linkname="/etc/passwd"),
    ),
    "a device": (NoBundle, lambda e: add(e, "news/null", type=tarfile.CHRTYPE)),
    "a pipe": (NoBundle, lambda e: add(e, "news/pipe", type=tarfile.FIFOTYPE)),
    "a folder": (NoBundle, lambda e: add(e, "news", type=tarfile.DIRTYPE)),
    "twice the same name": (NoBundle, lambda e: add(e, PAGE, b"Not ours.")),
    "a header of many bytes": (
        NoBundle,
        lambda e: add(e, "x", pax_headers={"comment": "0" * 70_000}),
    ),
    "a sparse file": (
        NoBundle,
        lambda e: add(
            e, "x", b"", pax_headers={"GNU.sparse.map": "0,0", "GNU.sparse.size": "9"}
        ),
    ),
}


@pytest.fixture
def ship_as_it_is(sticks: Sticks, ship: Path) -> Path:
    """Nobody changes it, so it is not copied for each test."""
    return sticks.at_first


@pytest.fixture(scope="session")
def as_it_is(sticks: Sticks) -> dict[str, bytes]:
    """What lies there before and after each test."""
    return all_in(sticks.at_first)


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_bundle_is_refused_and_nothing_is_changed(
    sticks, ship_as_it_is, as_it_is, tmp_path, name
):
    refusal, change = CHANGES[name]
    found, stick = entries(sticks.tail), tmp_path / "stick.tar"
    change(found)
    write(stick, found)
    with pytest.raises(refusal):
        unpack(stick, ship_as_it_is, sticks.root.read_bytes(), progress=silently)
    assert all_in(ship_as_it_is) == as_it_is
    assert not (ship_as_it_is.parent / "escaped").exists()


@pytest.mark.parametrize(
    ("end", "compress"), [(".gz", gzip.compress), (".br", brotli.compress)]
)
def test_a_bomb_is_unpacked_no_further_than_its_file_is_long(tmp_path, end, compress):
    stick, data, found = tmp_path / "stick.tar", b"x" * 1000, Entries()
    add(found, PAGE, data)
    add(found, PAGE + end, compress(bytes(20_000_000)))
    write(stick, found)
    file = File(f"/{PAGE}", hashlib.sha256(data).hexdigest(), len(data), target="")
    with Bundle(stick) as bundle:
        tracemalloc.start()
        with pytest.raises(Damaged):
            bundle.forms(file)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 5_000_000


def test_what_is_no_bundle_is_said_to_be_none(sticks, tmp_path):
    stick, whole = tmp_path / "stick.tar", sticks.tail.read_bytes()
    with tarfile.open(sticks.tail) as tar:
        last = tar.getmembers()[-1]
    huge = tarfile.TarInfo("index.html")
    huge.size = 1 << 40
    for data in (
        b"",
        b"Not a tar.",
        gzip.compress(whole),
        whole[: last.offset_data + 10],
        huge.tobuf(),
    ):
        stick.write_bytes(data)
        with pytest.raises(NoBundle):
            Bundle(stick)


def test_a_bundle_that_reads_differently_the_second_time_is_not_believed(
    sticks, tmp_path
):
    """A stick that fails, or one that was built to deceive."""
    stick = tmp_path / "stick.tar"
    stick.write_bytes(sticks.whole.read_bytes())
    swapped = []

    def swap(things: Any, _count: int, _unit: str) -> Any:
        swapped.append(_unit)
        if (
            len(swapped) == 4
        ):  # manifests, files, nothing that is missing; now it writes
            data = stick.read_bytes()
            assert b"<!doctype html>" in data.lower()
            stick.write_bytes(data.replace(b"Harbor", b"Garbor"))
        return things

    with pytest.raises(Damaged):
        unpack(stick, tmp_path / "ship", sticks.root.read_bytes(), progress=swap)
    assert len(swapped) >= 4
    served = all_in(tmp_path / "ship").values()
    assert not any(b"Garbor" in data for data in served)
    assert not (tmp_path / "ship" / TUF / "timestamp.json").exists()
