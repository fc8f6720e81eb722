"""What every driver does alike, tried on real storages: a folder, SeaweedFS and OpenSSH."""

import threading

import pytest

from tests.workflows.mirrors.drivers.conftest import Storage
from workflows.mirrors.drivers import Copy, Driver, open_driver
from workflows.mirrors.drivers.paths import PathRefused
from workflows.mirrors.errors import MirrorFailed


def put(driver: Driver, path: str, data: bytes, edition: int = 1) -> None:
    driver.look(path)
    driver.put(Copy(path, edition, data, "text/html; charset=utf-8", "page"))


def delete(driver: Driver, path: str) -> None:
    driver.look(path)
    driver.delete(path, edition=2)


def test_a_file_is_put_replaced_read_and_deleted(driver: Driver, storage: Storage):
    path = "/world/a-story/index.html"
    assert driver.read(path) is None
    put(driver, path, b"one")
    assert (storage.files(), driver.read(path)) == ({path: b"one"}, b"one")
    put(driver, path, b"two, longer" * 10_000)
    assert driver.read(path) == b"two, longer" * 10_000
    put(driver, path, b"")
    assert (storage.files(), driver.read(path)) == ({path: b""}, b"")
    delete(driver, path)
    assert (storage.files(), driver.read(path)) == ({}, None)


def test_a_reader_never_sees_half_a_file(driver: Driver, storage: Storage):
    pages = [bytes([letter]) * 300_000 for letter in b"abcdefgh"]
    put(driver, "/index.html", pages[0])
    seen, done = set(), threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(storage.files()["/index.html"])

    reader = threading.Thread(target=read)
    reader.start()
    for _each in range(3):
        for page in pages:
            put(driver, "/index.html", page)
    done.set()
    reader.join()
    assert seen <= set(pages)
    assert len(seen) > 1


def test_what_was_not_looked_at_is_written_all_the_same(
    driver: Driver, storage: Storage
):
    copy = Copy("/a.json", 1, b"1", "application/json", "page")
    driver.put(copy)
    driver.put(copy)
    assert storage.files() == {"/a.json": b"1"}
    driver.delete("/a.json", edition=2)
    assert storage.files() == {}


def test_deleting_what_is_absent_is_fine(driver: Driver, storage: Storage):
    put(driver, "/a", b"1")
    for path in ("/never/was/index.html", "/b"):
        delete(driver, path)
        driver.delete(path, edition=2)
    assert storage.files() == {"/a": b"1"}


def test_a_later_run_finds_what_an_earlier_one_left(storage: Storage):
    storage.make().prepare()
    for number in (b"1", b"2"):
        with storage.make() as driver:
            put(driver, "/index.html", number)
    assert storage.files() == {"/index.html": b"2"}
    with storage.make() as driver:
        delete(driver, "/index.html")
    assert storage.files() == {}


@pytest.mark.parametrize(
    "path", ["/../escaped", "/a/..", "//etc/passwd", "/.masthead/x", "/a%2fb", "/a.gz"]
)
def test_an_unsafe_path_is_refused_and_changes_nothing(
    driver: Driver, storage: Storage, path: str
):
    with pytest.raises(PathRefused):
        driver.put(Copy(path, 1, b"attack", "text/html", "page"))
    with pytest.raises(PathRefused):
        driver.delete(path, edition=2)
    with pytest.raises(PathRefused):
        driver.read(path)
    assert storage.files() == {}


def test_every_file_is_listed_and_ours_is_not(driver: Driver, storage: Storage):
    paths = {
        "/index.html",
        "/world/europe/index.html",
        "/.well-known/trust.txt",
        "/old page, 123/häfen ~!$&'()+;=:@.html",
    }
    for path in paths:
        put(driver, path, path.encode())
    assert set(driver.paths()) == paths
    assert storage.files() == {path: path.encode() for path in paths}


def test_an_unprepared_storage_is_not_written_to(storage: Storage):
    with pytest.raises(MirrorFailed, match=r"is no mirror|There is no mirror"):
        storage.make().__enter__()
    assert storage.files() == {}


def test_a_storage_with_somebody_elses_files_is_refused(storage: Storage):
    storage.leave("letters.txt")
    with pytest.raises(MirrorFailed, match="not a mirror's"):
        storage.make().prepare()
    assert storage.files() == {"/letters.txt": b"mine"}
    with pytest.raises(MirrorFailed, match=r"is no mirror|There is no mirror"):
        storage.make().__enter__()


def test_preparing_a_mirror_again_leaves_it_as_it_is(storage: Storage):
    storage.make().prepare()
    with storage.make() as driver:
        put(driver, "/index.html", b"1")
    storage.make().prepare()
    assert storage.files() == {"/index.html": b"1"}


def test_probing_leaves_nothing_behind_and_finds_that_it_lists(storage: Storage):
    storage.make().prepare()
    assert storage.make().probe().lists is True
    assert storage.files() == {}
    with storage.make() as driver:
        assert list(driver.paths()) == []


def test_a_storage_that_cannot_be_reached_is_the_mirrors_fault(storage: Storage):
    driver = open_driver(storage.unreachable, storage.credentials)
    for call in (driver.prepare, driver.probe, driver.__enter__):
        with pytest.raises(MirrorFailed):
            call()
