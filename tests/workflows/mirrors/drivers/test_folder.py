"""The folder driver: atomic, inside its folder, and honest about whose fault it is."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.workflows.mirrors.looks import files_in
from workflows.mirrors.drivers import (
    Copy,
    StorageHoldsSecret,
    StorageUnknown,
    open_driver,
)
from workflows.mirrors.drivers.folder import (
    Busy,
    FolderDriver,
    LinkFound,
    Moved,
    NotAFolder,
    NotEmpty,
    NotPrepared,
)
from workflows.mirrors.drivers.paths import PathRefused
from workflows.mirrors.errors import FileFailed, MirrorFailed


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "mirror"


@pytest.fixture
def driver(root: Path) -> Iterator[FolderDriver]:
    made = FolderDriver(f"file://{root}", {})
    made.prepare()
    with made as opened:
        yield opened


def put(driver: FolderDriver, path: str, data: bytes, **variants: bytes) -> None:
    forms = {f".{end}": form for end, form in variants.items()}
    driver.put(Copy(path, 1, data, "text/html", "page", forms))


def test_put_writes_the_file_and_its_compressed_forms(driver: FolderDriver, root: Path):
    put(driver, "/world/a-story/index.html", b"plain", gz=b"GZ", br=b"BR")
    folder = root / "world" / "a-story"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "index.html": b"plain",
        "index.html.gz": b"GZ",
        "index.html.br": b"BR",
    }
    assert [path.name for path in (root / ".masthead").iterdir()] == ["lock"]


def test_a_leading_slash_makes_no_difference(driver: FolderDriver, root: Path):
    put(driver, "/index.html", b"1")
    put(driver, "index.html", b"2")
    assert files_in(root) == {"/index.html": b"2"}


def test_put_removes_a_compressed_form_that_is_no_longer_given(
    driver: FolderDriver, root: Path
):
    put(driver, "/a.json", b"1", gz=b"GZ", br=b"BR")
    put(driver, "/a.json", b"2", br=b"BR2")
    assert sorted(path.name for path in root.glob("a.json*")) == ["a.json", "a.json.br"]


def test_two_editions_of_a_file_never_share_a_second(driver: FolderDriver, root: Path):
    """Web servers make their ETag of size and second; two editions may have both alike."""
    seen = []
    for letter in (b"1", b"2", b"3"):
        put(driver, "/a.json", letter, gz=b"G" + letter)
        times = [int((root / name).stat().st_mtime) for name in ("a.json", "a.json.gz")]
        seen.append(times)
    assert seen[0] < seen[1] < seen[2]
    assert all(plain == packed for plain, packed in seen)
    assert seen[2][0] <= time.time() + 3


def test_a_clock_that_was_set_back_repeats_no_second(driver: FolderDriver, root: Path):
    put(driver, "/a.json", b"1")
    os.utime(root / "a.json", (9_000_000_000, 9_000_000_000))
    put(driver, "/a.json", b"2")
    assert (root / "a.json").stat().st_mtime == 9_000_000_001


def test_a_web_server_may_read_what_was_put(driver: FolderDriver, root: Path):
    put(driver, "/news/index.html", b"1")
    mask = os.umask(0)
    os.umask(mask)
    assert (root / "news/index.html").stat().st_mode & 0o777 == 0o666 & ~mask
    assert (root / "news").stat().st_mode & 0o777 == 0o777 & ~mask


def test_delete_removes_every_form_and_empty_folders_but_not_the_root(
    driver: FolderDriver, root: Path
):
    put(driver, "/world/europe/a/index.html", b"1", gz=b"GZ")
    put(driver, "/world/index.html", b"2")
    driver.delete("/world/europe/a/index.html", edition=2)
    assert files_in(root) == {"/world/index.html": b"2"}
    assert not (root / "world/europe").exists()
    driver.delete("/world/index.html", edition=2)
    assert [path.name for path in root.iterdir()] == [".masthead"]


def test_delete_of_what_is_not_there_is_fine(driver: FolderDriver, root: Path):
    put(driver, "/a", b"1")
    for path in ("/never/was/index.html", "/b", "/a/b/c"):
        driver.delete(path, edition=2)
    assert files_in(root) == {"/a": b"1"}


def test_delete_leaves_a_folder_of_that_name(driver: FolderDriver, root: Path):
    put(driver, "/feeds/world/rss.xml", b"1")
    driver.delete("/feeds/world", edition=2)
    assert files_in(root) == {"/feeds/world/rss.xml": b"1"}


def test_a_file_that_becomes_a_folder_gives_way(driver: FolderDriver, root: Path):
    put(driver, "/feeds/world", b"old")
    put(driver, "/feeds/world/rss.xml", b"new")
    assert files_in(root) == {"/feeds/world/rss.xml": b"new"}


def test_a_folder_that_becomes_a_file_waits_for_its_files_to_go(
    driver: FolderDriver, root: Path
):
    put(driver, "/feeds/world/rss.xml", b"old")
    with pytest.raises(FileFailed, match="Is a directory"):
        put(driver, "/feeds/world", b"new", gz=b"GZ")
    assert files_in(root) == {"/feeds/world/rss.xml": b"old"}
    assert [path.name for path in (root / ".masthead").iterdir()] == ["lock"]
    driver.delete("/feeds/world/rss.xml", edition=2)
    put(driver, "/feeds/world", b"new")
    assert files_in(root) == {"/feeds/world": b"new"}


ATTACKS = [
    "../escaped",
    "/../escaped",
    "a/../../escaped",
    "/a/..",
    "/./a",
    "//etc/passwd",
    "/a//b",
    "/a/",
    "",
    "/",
    "/%2e%2e/escaped",
    "/a%2fb",
    "/..\\escaped",
    "/a\\b",
    "/a\0b",
    "/a\nb",
    "/a\x7fb",
    "/a ",
    "/ a",
    "/a\u00a0b",
    "/a\ud800b",
    "/a?b",
    "/a#b",
    "/a*b",
    "/a\u202eb",
    "/.htaccess",
    "/.masthead/lock",
    "/a/.well-known/b",
    "/.well-known",
    "/a.gz",
    "/a/index.html.br",
    "/" + "a" * 1024,
    "/" + "a" * 253,  # no room for its compressed forms
    "/" + "a" * 256 + "/index.html",
    "/" + "ä" * 128 + "/index.html",
    "file:///etc/passwd",
    "~/../x",
]


@pytest.mark.parametrize("path", ATTACKS)
def test_an_unsafe_path_is_refused_and_nothing_is_written(
    driver: FolderDriver, root: Path, path: str
):
    with pytest.raises(PathRefused):
        put(driver, path, b"attack")
    with pytest.raises(PathRefused):
        driver.delete(path, edition=2)
    assert [found.name for found in root.iterdir()] == [".masthead"]
    assert [found.name for found in root.parent.iterdir()] == ["mirror"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
@example("/.well-known/trust.txt")
def test_whatever_the_path_nothing_is_written_outside(
    driver: FolderDriver, root: Path, path: str
):
    try:
        put(driver, path, b"x")
    except FileFailed:
        return
    assert (root / path.removeprefix("/")).read_bytes() == b"x"
    assert [found.name for found in root.parent.iterdir()] == ["mirror"]


def test_the_addresses_of_a_newsroom_are_accepted(driver: FolderDriver, root: Path):
    paths = [
        "/index.html",
        "/world/europe/Floods-in_2026/index.html",
        "/api/v2/pages/12/index.json",
        f"/media/{'0a' * 32}.jpg",
        "/.well-known/trust.txt",
        "/sitemap.xml",
        f"/{'s' * 255}/index.html",
        "/häfen/index.html",
        "/old page, 123/index.html",
        "/2019/story.html/index.html",
    ]
    for path in paths:
        put(driver, path, path.encode())
    assert files_in(root) == {path: path.encode() for path in paths}


def test_a_link_is_never_followed(driver: FolderDriver, root: Path, tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.html").write_text("kept")
    (root / "world").symlink_to(outside)
    with pytest.raises(LinkFound):
        put(driver, "/world/index.html", b"x")
    with pytest.raises(LinkFound):
        driver.delete("/world/kept.html", edition=2)
    assert [path.name for path in outside.iterdir()] == ["kept.html"]


def test_a_link_in_place_of_a_file_is_replaced_not_followed(
    driver: FolderDriver, root: Path, tmp_path: Path
):
    (tmp_path / "outside").write_text("kept")
    (root / "index.html").symlink_to(tmp_path / "outside")
    put(driver, "/index.html", b"x")
    assert files_in(root) == {"/index.html": b"x"}
    assert (tmp_path / "outside").read_text() == "kept"


def test_a_second_writer_is_kept_out_until_the_first_lets_go(root: Path):
    first, second = (FolderDriver(f"file://{root}", {}) for _ in range(2))
    first.prepare()
    with first, pytest.raises(Busy):
        second.__enter__()
    with second:
        put(second, "/a", b"1")
    assert files_in(root) == {"/a": b"1"}


def test_half_written_files_of_a_killed_writer_are_cleared(root: Path):
    driver = FolderDriver(f"file://{root}", {})
    driver.prepare()
    (root / ".masthead" / ".tmp-0123").write_bytes(b"half")
    with driver:
        assert [path.name for path in (root / ".masthead").iterdir()] == ["lock"]


def test_prepare_makes_the_last_folder_only(tmp_path: Path):
    with pytest.raises(MirrorFailed, match="No such file or directory"):
        FolderDriver(f"file://{tmp_path}/missing/mirror", {}).prepare()
    assert not (tmp_path / "missing").exists()
    FolderDriver(f"file://{tmp_path}/mirror", {}).prepare()
    FolderDriver(f"file://{tmp_path}/mirror", {}).prepare()
    assert (tmp_path / "mirror").is_dir()


def test_prepare_refuses_a_folder_with_somebody_elses_files(root: Path):
    root.mkdir()
    (root / "letters.txt").write_text("mine")
    with pytest.raises(NotEmpty):
        FolderDriver(f"file://{root}", {}).prepare()
    assert [path.name for path in root.iterdir()] == ["letters.txt"]


def test_an_unmounted_or_emptied_mirror_is_not_written_to(root: Path):
    driver = FolderDriver(f"file://{root}", {})
    with pytest.raises(NotPrepared):
        driver.__enter__()
    root.mkdir()
    with pytest.raises(NotPrepared):
        driver.__enter__()
    assert list(root.iterdir()) == []


def test_a_file_in_place_of_the_mirror_is_the_mirrors_fault(root: Path):
    root.write_text("not a folder")
    driver = FolderDriver(f"file://{root}", {})
    for call in (driver.prepare, driver.__enter__):
        with pytest.raises(MirrorFailed):
            call()
    assert root.read_text() == "not a folder"


@pytest.mark.parametrize("instead", ["nothing", "a folder"])
def test_a_mirror_moved_while_it_is_written_is_the_mirrors_fault(
    driver: FolderDriver, root: Path, tmp_path: Path, instead: str
):
    shutil.move(root, tmp_path / "moved")
    if instead == "a folder":
        root.mkdir()
    with pytest.raises(MirrorFailed if instead == "nothing" else Moved):
        put(driver, "/index.html", b"x")
    with pytest.raises(MirrorFailed):
        driver.delete("/index.html", edition=2)
    assert files_in(tmp_path / "moved") == {}


def test_a_full_disk_is_the_mirrors_fault_and_keeps_the_old_file(
    driver: FolderDriver, root: Path
):
    resource = pytest.importorskip("resource")
    put(driver, "/index.html", b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(MirrorFailed, match="File too large"):
            put(driver, "/index.html", b"new" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert files_in(root) == {"/index.html": b"old"}


@pytest.mark.parametrize(
    "url",
    [
        "file://elsewhere/srv/mirror",
        "file:relative",
        "file://",
        "file:///",
        "file:///srv/../etc",
        "file:///srv/%2e%2e/etc",
        "file:///srv/a?b",
        "file:///srv/a#b",
        "file:///srv/a%00b",
        "file:///srv/a%0ab",
    ],
)
def test_a_url_that_names_no_folder_is_refused(url: str):
    with pytest.raises(NotAFolder):
        open_driver(url, {})


@pytest.mark.parametrize("url", ["ftp://host/x", "/srv/mirror", "", "file://["])
def test_an_unknown_storage_is_refused_in_one_sentence(url: str):
    with pytest.raises(StorageUnknown, match="must begin with one of these: file://"):
        open_driver(url, {})


def test_a_password_in_the_url_is_refused_and_not_repeated():
    with pytest.raises(StorageHoldsSecret) as refusal:
        open_driver("sftp://user:hunter2@host/srv", {})
    assert "hunter2" not in str(refusal.value)
