"""A cache in front of a mirror is told to forget; what it still shows is not believed away."""

import time
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs
from wagtail.contrib.frontend_cache.backends import BaseBackend

from tests.workflows.mirrors.conftest import Publish
from tests.workflows.mirrors.web import Web
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror
from workflows.mirrors.observing import caches
from workflows.mirrors.observing.confirm import confirm

pytestmark = pytest.mark.django_db

STORY = "/world/a/index.html"


class Cache(BaseBackend):
    """Keeps the addresses that it was told to forget; `behave` is what happens first."""

    forgotten: list[str]
    behave: Callable[[], object]

    def purge(self, url: str) -> None:
        Cache.behave()
        Cache.forgotten.append(url)


@pytest.fixture
def cache(settings, live_mirror: Mirror) -> type[Cache]:
    Cache.forgotten, Cache.behave = [], lambda: None
    settings.WAGTAILFRONTENDCACHE = {
        "ours": {"BACKEND": f"{__name__}.Cache", "HOSTNAMES": ["127.0.0.1"]},
        "another": {"BACKEND": f"{__name__}.Cache", "HOSTNAMES": ["other.example"]},
    }
    return Cache


def test_it_forgets_each_address_of_what_was_carried_once_and_before_the_look(
    publish: Publish, live_mirror: Mirror, web: Web, cache: type[Cache]
):
    publish({STORY: b"1"})
    deliver(live_mirror.pk)
    cache.behave = lambda: web.asked.append("purge")
    confirm(live_mirror)
    assert cache.forgotten == [f"{web.url}/world/a/", f"{web.url}{STORY}"]
    assert web.asked == ["purge", "purge", "/world/a/"]


def test_one_that_fails_holds_up_nothing_and_is_named(
    publish: Publish, live_mirror: Mirror, web: Web, cache: type[Cache]
):
    def fail() -> None:
        raise RuntimeError("token")

    cache.behave = fail
    publish({STORY: b"1"})
    deliver(live_mirror.pk)
    with capture_logs() as logs:
        confirm(live_mirror)
    assert not live_mirror.looks.exists()
    assert logs[0]["event"] == "cache_not_emptied"
    assert logs[0]["error"] == "RuntimeError"


def test_one_that_hangs_is_left_when_its_time_is_up(
    publish: Publish,
    live_mirror: Mirror,
    web: Web,
    cache: type[Cache],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(caches, "SECONDS", 0.1)
    cache.behave = lambda: time.sleep(1)
    publish({STORY: b"1"})
    deliver(live_mirror.pk)
    with capture_logs() as logs:
        confirm(live_mirror)
    assert not live_mirror.looks.exists()
    assert logs[0]["error"] == "time is up"


def test_what_it_shows_all_the_same_keeps_the_takedown_open(
    publish: Publish, live_mirror: Mirror, web: Web, cache: type[Cache]
):
    publish({STORY: b"1"})
    deliver(live_mirror.pk)
    confirm(live_mirror)
    publish({STORY: None}, urgent=True)
    deliver(live_mirror.pk)
    web.instead = lambda path: (200, b"1")
    confirm(live_mirror)
    assert live_mirror.looks.get().seen == "It is still there (200)."
