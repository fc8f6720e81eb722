"""Looks at slow addresses never take the threads that carry a kill."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models.functions import Now

from tests.workflows.mirrors.conftest import MakeMirror, Publish
from tests.workflows.mirrors.looks import files_in, folder_of
from tests.workflows.mirrors.web import Web
from workflows.mirrors import tasks
from workflows.mirrors.drivers.folder import FolderDriver
from workflows.mirrors.models import DueLook, Mirror
from workflows.mirrors.observing import observe

pytestmark = pytest.mark.django_db

STORY = "/a/index.html"


def test_when_enough_look_a_kill_is_carried_and_looked_at_later(
    publish: Publish, live_mirror: Mirror, web: Web
):
    publish({STORY: b"1"})
    tasks.deliver(live_mirror.pk)
    publish({STORY: None}, urgent=True)
    with ExitStack() as looking:
        for _each in range(settings.LOOKS_AT_ONCE):
            looking.enter_context(tasks.LOOKING)
        tasks.deliver(live_mirror.pk)
        tasks.observe(live_mirror.pk)
        assert (files_in(folder_of(live_mirror)), web.asked) == ({}, [])
        assert observe.waiting() == [live_mirror.pk]
    tasks.observe(live_mirror.pk)
    assert "/a/" in web.asked
    assert observe.waiting() == []


def test_half_of_those_who_look_may_list_and_the_others_see_what_was_taken_down(
    publish: Publish,
    make_mirror: MakeMirror,
    live_mirror: Mirror,
    web: Web,
    monkeypatch: pytest.MonkeyPatch,
):
    publish({STORY: b"1", "/b/index.html": b"1"})
    others = [make_mirror(f"slow-{number}").pk for number in range(8)]
    Mirror.objects.update(public_url=web.url)
    publish({STORY: None}, urgent=True)
    for mirror in Mirror.objects.all():
        tasks.deliver(mirror.pk)
    paths, left = FolderDriver.paths, [*others, live_mirror.pk]

    def meanwhile(driver: FolderDriver) -> Iterator[str]:
        """While this one is listed, all others are looked at."""
        while left:
            tasks.observe(left.pop(0))
        yield from paths(driver)

    monkeypatch.setattr(FolderDriver, "paths", meanwhile)
    tasks.observe(left.pop(0))
    assert not DueLook.objects.exists()
    assert Mirror.objects.exclude(proven_at=None).count() == settings.LOOKS_AT_ONCE // 2
    for pk in observe.waiting():
        tasks.observe(pk)
    assert not Mirror.objects.filter(proven_at=None).exists()


def test_looks_that_fail_let_others_in():
    for _each in range(settings.LOOKS_AT_ONCE + 1):
        with pytest.raises(ValueError, match="expected a number"):
            tasks.observe("no key")  # type: ignore[arg-type]  # any failure will do


def test_who_answered_longest_ago_is_looked_at_first(make_mirror: MakeMirror):
    hours = {"one": 1, "two": None, "three": 3}
    for name, ago in hours.items():
        make_mirror(name)
        at = None if ago is None else Now() - timedelta(hours=ago)
        Mirror.objects.filter(name=name).update(seen_at=at)
    found = Mirror.objects.in_bulk(observe.waiting())
    assert [found[pk].name for pk in observe.waiting()] == ["two", "three", "one"]
