"""Object stores: conditional writes on a real one, and one that only pretends."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import obstore
import pytest
from django.test import override_settings

from tests.proxy import proxy
from tests.workflows.mirrors.drivers.pretender import Pretender
from tests.workflows.mirrors.drivers.servers import KEYS, ObjectStore
from workflows.mirrors.drivers import Copy, Driver, Fence, open_driver
from workflows.mirrors.drivers.bucket import (
    BucketMissing,
    KeysMissing,
    KeysRefused,
    NoAnswer,
    NotABucket,
    Unwell,
)
from workflows.mirrors.drivers.seen import SINGLE
from workflows.mirrors.errors import Changed, FileFailed, MirrorFailed

PAGE = "/world/a-story/index.html"


def copy(data: bytes, path: str = PAGE, *, cache: str = "page") -> Copy:
    return Copy(path, 1, data, "text/html; charset=utf-8", cache)


def put(driver: Driver, data: bytes, path: str = PAGE) -> None:
    driver.look(path)
    driver.put(copy(data, path))


@pytest.fixture
def mirror(object_store: ObjectStore, prefix: str) -> str:
    """The prefix of a prepared mirror."""
    object_store.driver(prefix).prepare()
    return prefix


# --- The fence -----------------------------------------------------------------------


def test_a_store_that_honors_both_conditions_is_found_to(
    object_store: ObjectStore, mirror: str
):
    capabilities = object_store.driver(mirror).probe()
    assert (capabilities.fence, capabilities.lists) == (Fence.CONDITION, True)
    assert list(object_store.objects(mirror)) == [".masthead/mirror"]


@pytest.mark.parametrize("before", [None, b"old"])
def test_of_eight_writers_that_saw_the_same_one_wins(
    object_store: ObjectStore, mirror: str, before: bytes | None
):
    drivers = [object_store.driver(mirror).__enter__() for _each in range(8)]
    if before:
        put(drivers[0], before)
    for driver in drivers:
        driver.look(PAGE)
    barrier = threading.Barrier(8)

    def write(number: int) -> bool:
        barrier.wait(10)
        try:
            drivers[number].put(copy(b"%d" % number))
        except Changed:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(write, range(8)))
    for driver in drivers:
        driver.__exit__()
    assert won.count(True) == 1
    found = object_store.objects(mirror)[PAGE[1:]]
    assert found == b"%d" % won.index(True)


@pytest.mark.parametrize("newer", [b"newer", None], ids=["replaced", "killed"])
def test_a_frozen_writer_that_wakes_is_refused(
    object_store: ObjectStore, mirror: str, newer: bytes | None
):
    with object_store.driver(mirror) as frozen, object_store.driver(mirror) as other:
        put(frozen, b"old")
        frozen.look(PAGE)
        other.look(PAGE)
        if newer is None:
            other.delete(PAGE, edition=2)
        else:
            other.put(copy(newer))
        with pytest.raises(Changed, match="It was changed meanwhile"):
            frozen.put(copy(b"older"))
        assert frozen.read(PAGE) == newer


def test_a_frozen_writer_cannot_remove_what_is_newer(
    object_store: ObjectStore, mirror: str
):
    with object_store.driver(mirror) as frozen, object_store.driver(mirror) as other:
        put(frozen, b"old")
        frozen.look(PAGE)
        put(other, b"newer")
        with pytest.raises(Changed):
            frozen.delete(PAGE, edition=1)
        assert frozen.read(PAGE) == b"newer"


def test_after_a_refusal_it_looks_again_and_may_write(
    object_store: ObjectStore, mirror: str
):
    with object_store.driver(mirror) as one, object_store.driver(mirror) as other:
        put(one, b"1")
        put(other, b"2")
        with pytest.raises(Changed):
            put(one, b"3")
        put(one, b"4")
        assert one.read(PAGE) == b"4"


# --- What a run asks ---------------------------------------------------------------


def test_a_large_run_asks_for_many_at_once(
    object_store: ObjectStore, mirror: str, asked: Counter[str]
):
    paths = [f"/story-{number:03}/index.html" for number in range(60)]
    with object_store.driver(mirror) as driver:
        for path in paths[::2]:
            put(driver, b"1", path)
    asked.clear()
    with object_store.driver(mirror) as driver:
        for data in (b"2", b"3"):
            for path in paths:
                put(driver, data, path)
        for path in paths[1::2]:
            driver.look(path)
            driver.delete(path, edition=2)
    assert asked["head"] == 1 + SINGLE  # the mark, and the first files
    assert asked["list"] == 1
    assert object_store.objects(mirror) == {
        ".masthead/mirror": b"",
        **{path[1:]: b"3" for path in paths[::2]},
    }


def test_a_list_that_hid_a_file_leaves_nothing_standing(
    object_store: ObjectStore, mirror: str
):
    """What a list does not name is asked for before it is left alone."""
    with object_store.driver(mirror) as driver, object_store.driver(mirror) as other:
        for number in range(SINGLE + 1):
            driver.look(f"/{number}")
        put(other, b"1", "/later")
        driver.look("/later")
        driver.delete("/later", edition=2)
    assert list(object_store.objects(mirror)) == [".masthead/mirror"]


def test_media_type_and_cache_rule_go_along(object_store: ObjectStore, mirror: str):
    with object_store.driver(mirror) as driver:
        put(driver, b"1")
        driver.put(copy(b"2", "/media/0a.jpg", cache="immutable"))
    client = object_store.client(mirror)
    kept = [obstore.get(client, key).attributes for key in (PAGE[1:], "media/0a.jpg")]
    assert kept == [
        {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"},
        {
            "Content-Type": "text/html; charset=utf-8",
            "Cache-Control": "public, max-age=31536000, immutable",
        },
    ]


# --- Whose fault ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong", [{"secret_access_key": "hunter2"}, {"access_key_id": "SOMEBODY"}]
)
def test_keys_that_are_refused_are_named_and_not_repeated(
    object_store: ObjectStore, mirror: str, wrong: dict[str, str]
):
    driver = object_store.driver(mirror, **wrong)
    for call in (driver.prepare, driver.probe, driver.__enter__):
        with pytest.raises(KeysRefused) as refusal:
            call()
        said = str(refusal.value)
        assert not any(word in said for word in ("hunter2", "SOMEBODY", "127.0.0.1"))
        assert refusal.value.__cause__ is None


def test_without_keys_nothing_is_asked(object_store: ObjectStore, mirror: str):
    driver = object_store.driver(mirror, secret_access_key="")
    with pytest.raises(KeysMissing):
        driver.__enter__()


def test_a_write_that_is_cut_in_the_middle_leaves_the_old_object(
    object_store: ObjectStore, mirror: str
):
    with proxy(object_store.port) as way:
        with object_store.driver(mirror, way.port) as driver:
            put(driver, b"old")
        way.faults.cut_after = 300_000
        with object_store.driver(mirror, way.port) as driver, pytest.raises(NoAnswer):
            put(driver, b"new" * 500_000)
    assert object_store.objects(mirror)[PAGE[1:]] == b"old"


def test_a_write_whose_answer_was_lost_is_looked_at_anew(
    object_store: ObjectStore, mirror: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("workflows.mirrors.drivers.bucket.PATIENT", 1)
    with proxy(object_store.port) as way:
        with object_store.driver(mirror, way.port) as driver:
            driver.look(PAGE)
            way.faults.lose_reply = True
            with pytest.raises(NoAnswer):
                driver.put(copy(b"1"))
            way.faults.lose_reply = False
        with object_store.driver(mirror, way.port) as driver:
            put(driver, b"2")
    assert object_store.objects(mirror)[PAGE[1:]] == b"2"


def test_a_store_that_falls_silent_is_given_up_in_time(
    object_store: ObjectStore, mirror: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("workflows.mirrors.drivers.bucket.QUICK", 1)
    with proxy(object_store.port) as way:
        way.faults.black_hole = True
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            object_store.driver(mirror, way.port).__enter__()
    assert time.monotonic() - began < 5


def test_a_store_that_answers_slowly_but_surely_is_given_up_in_time(
    object_store: ObjectStore, mirror: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("workflows.mirrors.drivers.bucket.PATIENT", 1)
    obstore.put(object_store.client(mirror), PAGE[1:], bytes(2_000_000))
    with proxy(object_store.port) as way:
        with object_store.driver(mirror, way.port) as driver:
            way.faults.delay = 0.02  # seconds for each 4 KB, so 10 for the object
            began = time.monotonic()
            with pytest.raises(NoAnswer):
                driver.read(PAGE)
        assert time.monotonic() - began < 5


def test_an_object_larger_than_any_of_ours_is_not_read(pretender: Pretender):
    driver = open_driver(pretender.url, KEYS)
    driver.prepare()
    pretender.held["/courier/m/index.html"] = b"1"
    pretender.swears = 2**40
    with driver, pytest.raises(FileFailed, match="larger than any file of ours"):
        driver.read("/index.html")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_SESSION_TOKEN", "ours-alone"),
        ("AWS_ACCESS_KEY_ID", "ours-alone"),
        ("AWS_S3_EXPRESS", "true"),
        ("AWS_SKIP_SIGNATURE", "true"),
    ],
)
def test_what_this_machine_opens_other_stores_with_is_not_sent(
    pretender: Pretender, monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    monkeypatch.setenv(name, value)
    driver = open_driver(pretender.url, KEYS)
    driver.prepare()
    with driver:
        driver.put(copy(b"1"))
    assert "ours-alone" not in pretender.heads
    assert "X-Amz-Security-Token".lower() not in pretender.heads.lower()
    assert pretender.held[f"/courier/m{PAGE}"] == b"1"


@pytest.mark.parametrize("status", [200, 400, 501])
def test_a_store_that_ignores_conditions_is_found_to_have_no_fence(
    pretender: Pretender, status: int
):
    pretender.conditions = status
    driver = open_driver(pretender.url, KEYS)
    driver.prepare()
    assert driver.probe().fence == Fence.NONE
    assert driver.probe().lists is False
    assert list(pretender.held) == ["/courier/m/.masthead/mirror"]
    with driver:  # without a look nothing asks for a condition
        driver.put(copy(b"1"))
        driver.delete(PAGE, edition=2)
    assert list(pretender.held) == ["/courier/m/.masthead/mirror"]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_store_that_is_unwell_is_the_mirrors_fault(pretender: Pretender, status: int):
    driver = open_driver(pretender.url, KEYS)
    driver.prepare()
    pretender.answers["world"] = status
    with driver, pytest.raises(Unwell, match=f"answers {status}"):
        put(driver, b"1")


def test_a_store_that_refuses_one_file_is_that_files_fault(pretender: Pretender):
    driver = open_driver(pretender.url, KEYS)
    driver.prepare()
    pretender.answers["world"] = 400
    with driver:
        with pytest.raises(FileFailed, match="this one file: it answers 400"):
            driver.put(copy(b"1"))
        pretender.answers[".masthead"] = 400
        with pytest.raises(Unwell):
            driver.put(copy(b"1"))


def test_a_store_without_the_bucket_says_so(pretender: Pretender):
    driver = open_driver(pretender.url, KEYS)
    driver.prepare()
    pretender.answers["world"] = 404
    with driver, pytest.raises(BucketMissing):
        driver.put(copy(b"1"))


# --- Its address ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "s3://",
        "s3:///prefix",
        "s3://UPPER/x",
        "s3://bucket/../x",
        "s3://bucket/.hidden",
        "s3://bucket/x#y",
        "s3://bucket/x?other=1",
        "s3://bucket/x?region=../..",
        "s3://bucket/x?endpoint=ftp://host",
        "s3://bucket/x?endpoint=https://user@host",
        "s3://bucket/x?endpoint=https://host/path",
        "s3://bucket/x?endpoint=https://",
    ],
)
def test_an_address_that_is_none_is_refused(url: str):
    with pytest.raises(NotABucket, match=r"s3://bucket/prefix\?endpoint="):
        open_driver(url, KEYS)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://169.254.169.254",
        "https://[::1]",
        "http://127.0.0.1:9",
        "https://0x7f.1",
        "http://93.184.216.34",
    ],
)
def test_an_endpoint_inside_our_network_is_not_called(endpoint: str):
    driver = open_driver(f"s3://bucket/m?endpoint={quote(endpoint)}", KEYS)
    with (
        override_settings(EGRESS_ALLOW=[]),
        pytest.raises(MirrorFailed, match="not a public one"),
    ):
        driver.prepare()
