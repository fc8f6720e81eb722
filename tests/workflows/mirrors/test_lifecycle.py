"""What an operator may do with a mirror, and what readers are told of it."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from tests.workflows.mirrors.conftest import MakeMirror, Publish
from tests.workflows.mirrors.looks import files_in, folder_of, owed_by
from workflows.mirrors import announced, lifecycle
from workflows.mirrors.arrive import arrive
from workflows.mirrors.deliver import deliver
from workflows.mirrors.drivers.folder import NotEmpty
from workflows.mirrors.lease import take
from workflows.mirrors.lifecycle import PrimaryStays, StorageTaken, WrongState
from workflows.mirrors.models import DueFile, Mirror, State
from workflows.press import site

pytestmark = pytest.mark.django_db

ALLOWED = {
    lifecycle.pause: {State.SYNCING, State.LIVE, State.DRAINING},
    lifecycle.resume: {State.PAUSED},
    lifecycle.drain: {State.SYNCING, State.LIVE},
    lifecycle.retire: set(State) - {State.RETIRED},
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("verb", ALLOWED, ids=lambda verb: verb.__name__)
def test_a_verb_is_refused_in_the_wrong_state_and_changes_nothing(
    make_mirror: MakeMirror, verb, state: State
):
    mirror = make_mirror()
    Mirror.objects.update(state=state)
    mirror.refresh_from_db()
    assert lifecycle.may(mirror, verb.__name__) == (state in ALLOWED[verb])
    if state in ALLOWED[verb]:
        verb(mirror)
        return
    with pytest.raises(WrongState, match=f"one: {state.label}"):
        verb(mirror)
    assert Mirror.objects.get().state == state


def test_a_new_mirror_owes_nothing_until_it_is_synced(
    make_mirror: MakeMirror, publish: Publish
):
    mirror = make_mirror(synced=False)
    publish({"/index.html": b"1"})
    assert owed_by(mirror) == []
    assert not folder_of(mirror).exists()
    lifecycle.sync(mirror)
    assert owed_by(mirror) == ["/index.html"]


def test_a_mirror_whose_folder_is_not_empty_stays_new(
    make_mirror: MakeMirror, publish: Publish
):
    publish({"/index.html": b"1"})
    mirror = make_mirror(synced=False)
    folder_of(mirror).mkdir()
    (folder_of(mirror) / "letters.txt").write_text("mine")
    with pytest.raises(NotEmpty):
        lifecycle.sync(mirror)
    assert Mirror.objects.get().state == "new"
    assert owed_by(mirror) == []


def test_a_paused_mirror_goes_on_owing_and_gets_the_kill_first_when_it_is_resumed(
    live_mirror: Mirror, publish: Publish
):
    publish({"/killed/index.html": b"secret"})
    deliver(live_mirror.pk)
    lifecycle.pause(live_mirror)
    publish({"/new/index.html": b"1"})
    publish({"/killed/index.html": None}, urgent=True)
    publish({"/newer/index.html": b"2"})
    assert deliver(live_mirror.pk) is None
    assert "/killed/index.html" in files_in(folder_of(live_mirror))
    lifecycle.resume(live_mirror)
    assert owed_by(live_mirror)[0] == "/killed/index.html"
    deliver(live_mirror.pk)
    live_mirror.refresh_from_db()
    assert live_mirror.state == "live"
    assert sorted(files_in(folder_of(live_mirror))) == [
        "/new/index.html",
        "/newer/index.html",
    ]


def test_a_draining_mirror_is_still_carried_but_readers_are_not_told_of_it(
    live_mirror: Mirror, publish: Publish
):
    lifecycle.drain(live_mirror)
    publish({"/index.html": b"1"})
    deliver(live_mirror.pk)
    live_mirror.refresh_from_db()
    assert live_mirror.state == "draining"
    assert files_in(folder_of(live_mirror)) == {"/index.html": b"1"}
    assert announced.addresses() == []


def test_who_is_just_arriving_does_not_call_a_mirror_live_that_is_synced_anew(
    live_mirror: Mirror, publish: Publish
):
    publish({"/index.html": b"1"})
    deliver(live_mirror.pk)
    lease = take(live_mirror.pk)
    assert lease is not None
    lifecycle.sync(live_mirror)
    lease.write(edition=9)
    DueFile.objects.all().delete()
    assert arrive(lease)
    live_mirror.refresh_from_db()
    assert (live_mirror.state, live_mirror.edition) == ("syncing", 0)


def test_a_retired_mirror_owes_nothing_ever_again(
    live_mirror: Mirror, publish: Publish
):
    publish({"/b/index.html": b"1"})
    deliver(live_mirror.pk)
    publish({"/index.html": b"1"})
    assert live_mirror.looks.exists()
    lifecycle.retire(live_mirror)
    publish({"/a/index.html": b"1"})
    assert (owed_by(live_mirror), live_mirror.looks.count()) == ([], 0)
    assert deliver(live_mirror.pk) is None


def test_a_folder_of_a_retired_mirror_keeps_no_killed_story(
    live_mirror: Mirror, publish: Publish, make_mirror: MakeMirror
):
    publish({"/killed/index.html": b"secret", "/index.html": b"1"})
    deliver(live_mirror.pk)
    lifecycle.retire(live_mirror)
    publish({"/killed/index.html": None}, urgent=True)
    heir = lifecycle.add(
        "heir",
        public_url="https://heir.example",
        storage_url=live_mirror.storage_url,
    )
    lifecycle.sync(heir)
    deliver(heir.pk)
    assert files_in(folder_of(heir)) == {"/index.html": b"1"}
    with pytest.raises(StorageTaken):
        lifecycle.sync(live_mirror)
    assert Mirror.objects.get(name="one").state == "retired"


@pytest.mark.parametrize("verb", [lifecycle.drain, lifecycle.retire])
def test_the_primary_mirror_cannot_be_taken_out(make_mirror: MakeMirror, verb):
    mirror = make_mirror(primary=True)
    assert not lifecycle.may(mirror, verb.__name__)
    with pytest.raises(PrimaryStays):
        verb(mirror)
    assert Mirror.objects.get().state == "syncing"


def test_there_is_one_primary_and_one_mirror_per_storage(make_mirror: MakeMirror):
    first = make_mirror("one", primary=True)
    second = partial(lifecycle.add, "two", public_url="https://two.example")
    with pytest.raises(ValidationError, match="Another mirror is the primary one"):
        second(storage_url=f"{first.storage_url}-two", primary=True)
    with pytest.raises(ValidationError, match="Another mirror is written there"):
        second(storage_url=first.storage_url)
    assert Mirror.objects.count() == 1


def test_readers_are_told_of_live_mirrors_the_primary_first(make_mirror: MakeMirror):
    for name in ("a", "b", "c"):
        make_mirror(name, primary=name == "b")
    Mirror.objects.exclude(name="c").update(state="live")
    expected = [
        {"name": "b", "url": "https://b.example"},
        {"name": "a", "url": "https://a.example"},
    ]
    assert announced.addresses() == expected
    assert site.context_of_fronts()["mirrors"] == expected


@pytest.mark.parametrize("verb", [lifecycle.pause, lifecycle.drain, lifecycle.retire])
def test_the_press_looks_again_when_readers_are_to_be_told_otherwise(
    live_mirror: Mirror, verb, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        verb(live_mirror)
    (look,) = callbacks
    assert look.args == ("addresses",)
    with django_capture_on_commit_callbacks() as callbacks:
        lifecycle.sync(live_mirror)
    assert [callback.__name__ for callback in callbacks] == ["nudge_all"]
