"""What lies on a mirror and was not put there by us: nobody waits for it, or keeps it in memory."""

import os
from pathlib import Path

import pytest

from tests.workflows.mirrors.drivers.conftest import Storage
from workflows.mirrors.drivers import Driver
from workflows.mirrors.errors import FileFailed


@pytest.fixture(params=["folder", "sftp"])
def storage(request: pytest.FixtureRequest) -> Storage:
    return request.getfixturevalue(f"{request.param}_storage")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "mirror"


def test_a_file_larger_than_any_of_ours_is_not_read(driver: Driver, root: Path):
    (root / "index.html").touch()
    os.truncate(root / "index.html", 2**43)  # a hole, and nothing on the disk
    with pytest.raises(FileFailed, match=r"(?i)larger than any file of ours"):
        driver.read("/index.html")
    driver.delete("/index.html", edition=1)
    assert not (root / "index.html").exists()


def test_nobody_waits_for_what_comes_out_of_a_pipe(driver: Driver, root: Path):
    os.mkfifo(root / "index.html")
    with pytest.raises(FileFailed, match="none"):
        driver.read("/index.html")


def test_a_name_that_no_table_can_hold_is_listed_as_one_that_is_not_ours(
    driver: Driver, root: Path
):
    raw = os.fsencode(root)
    for name in (b"caf\xe9.html", b"caf\xc3\xa9.html"):
        os.close(os.open(raw + b"/" + name, os.O_CREAT))
    (folder := root / "/".join(["n" * 250] * 4) / ("n" * 40)).mkdir(parents=True)
    (folder / "index.html").touch()
    listed = sorted(driver.paths(), key=len)
    assert {"/caf?.html", "/café.html"} == set(listed[:2])
    assert [(len(one), one[-2:]) for one in listed[2:]] == [(1024, "n?")]


def test_a_folder_whose_name_cannot_be_read_is_listed(driver: Driver, root: Path):
    os.mkdir(os.fsencode(root) + b"/caf\xe9")  # noqa: PTH102 — no name that a Path prints
    (root / "index.html").touch()
    os.close(os.open(os.fsencode(root) + b"/caf\xe9/x.html", os.O_CREAT))
    first, second = sorted(driver.paths())
    assert first.startswith("/caf?")
    assert second == "/index.html"
