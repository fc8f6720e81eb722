"""`manage.py deliver`."""

import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.workflows.mirrors.conftest import MakeMirror, Publish
from tests.workflows.mirrors.looks import files_in, folder_of
from workflows.mirrors import lifecycle
from workflows.mirrors.contents import BytesMissing
from workflows.mirrors.management.commands.deliver import WAY_ON
from workflows.mirrors.models import Mirror, State
from workflows.press.models import PublishedFile

pytestmark = pytest.mark.django_db


def test_it_carries_everything_to_every_mirror(
    make_mirror: MakeMirror, publish: Publish
):
    number = publish({"/index.html": b"1", "/a/index.html": b"2"})
    mirrors = [make_mirror("one"), make_mirror("two")]
    assert _deliver() == (
        f"one: live, at edition {number}, owes nothing\n"
        f"two: live, at edition {number}, owes nothing\n"
    )
    assert all(len(files_in(folder_of(mirror))) == 2 for mirror in mirrors)


def test_it_can_be_asked_for_one_mirror(make_mirror: MakeMirror, publish: Publish):
    publish({"/index.html": b"1"})
    one, two = make_mirror("one"), make_mirror("two")
    _deliver("--mirror", "two")
    assert (one.due.count(), two.due.count()) == (1, 0)


def test_an_unknown_mirror_is_named_with_those_there_are(make_mirror: MakeMirror):
    make_mirror("one")
    with pytest.raises(
        CommandError, match=r"There is no mirror 'tow'\. These are: one"
    ):
        _deliver("--mirror", "tow")


def test_it_fails_when_something_is_still_owed(live_mirror: Mirror, publish: Publish):
    publish({"/index.html": b"1", "/poison.html": b"2"})
    PublishedFile.objects.filter(path="/poison.html").update(digest="0" * 64)
    out = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("deliver", stdout=out)
    assert stop.value.code == 1
    assert out.getvalue() == (
        f"one: live, at edition 0, owes 1 file: /poison.html: {BytesMissing.says}\n"
    )


def test_it_leaves_a_mirror_that_fails(live_mirror: Mirror, publish: Publish):
    publish({"/index.html": b"1", "/a/index.html": b"1"})
    shutil.rmtree(folder_of(live_mirror))
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("deliver", stdout=out)
    assert "owes 2 files: The folder is no mirror's." in out.getvalue()


def test_mirrors_that_are_not_carried_are_named_with_the_reason_and_the_takedowns_they_owe(
    make_mirror: MakeMirror, publish: Publish
):
    publish({"/killed/index.html": b"1", "/index.html": b"1"})
    mirrors = {name: make_mirror(name) for name in ("fresh", "live", "old", "shut")}
    _deliver()
    lifecycle.pause(mirrors["shut"])
    lifecycle.retire(mirrors["old"])
    Mirror.objects.filter(name="fresh").update(state="new")
    number = publish({"/killed/index.html": None, "/index.html": b"2"}, urgent=True)
    out = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("deliver", stdout=out)
    assert stop.value.code == 1
    assert out.getvalue().splitlines() == [
        "fresh: skipped, it is new: sync it in the admin",
        f"live: live, at edition {number}, owes nothing",
        f"old: skipped, it is retired: {WAY_ON[State.RETIRED]}",
        "shut: skipped, it is paused: resume it in the admin; owes 2 files, 2 of them urgent",
    ]


def test_a_paused_mirror_asked_for_by_name_is_said_to_be_paused(
    make_mirror: MakeMirror, publish: Publish
):
    lifecycle.pause(make_mirror("one"))
    assert _deliver("--mirror", "one") == (
        "one: skipped, it is paused: resume it in the admin; owes nothing\n"
    )


def _deliver(*arguments: str) -> str:
    out = StringIO()
    call_command("deliver", *arguments, stdout=out)
    return out.getvalue()
