"""A blocked address is replaced: in place, or by a mirror elsewhere that takes over."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models.functions import Now

from tests.together import after, at_once
from tests.workflows.mirrors.conftest import MakeMirror, Publish
from tests.workflows.mirrors.looks import files_in, folder_of, owed_by, see
from workflows.mirrors import announced, lifecycle
from workflows.mirrors.deliver import deliver
from workflows.mirrors.drivers.folder import Busy, NotEmpty
from workflows.mirrors.lifecycle import WrongState
from workflows.mirrors.models import DueLook, Mirror, State
from workflows.mirrors.observing.seen import note_seen
from workflows.mirrors.replace import IsRetired, SameAddress, replace_address

pytestmark = pytest.mark.django_db

NEW = "https://other.example"
to_new = partial(replace_address, public_url=NEW)


def told_of() -> list[str]:
    return [one["url"] for one in announced.addresses()]


@pytest.fixture
def carried(live_mirror: Mirror, publish: Publish) -> Mirror:
    """A live mirror that has everything, and was seen to show it."""
    publish({"/index.html": b"1", "/a/index.html": b"1", "/killed/index.html": b"1"})
    publish({"/killed/index.html": None})
    deliver(live_mirror.pk)
    see(Mirror.objects.get(pk=live_mirror.pk))
    live_mirror.refresh_from_db()
    return live_mirror


@pytest.fixture
def elsewhere(tmp_path: Path) -> str:
    return f"file://{tmp_path}/elsewhere"


def test_in_place_nothing_is_carried_and_everything_is_looked_at_again(carried: Mirror):
    edition = carried.edition
    Mirror.objects.update(
        unseen_since=Now(), unseen_because="blocked", looks_failed=9, look_after=Now()
    )
    same = to_new(carried)
    assert same.pk == carried.pk
    assert owed_by(same) == []
    looks = same.looks.values_list("path", flat=True)
    assert set(looks) == {"/index.html", "/a/index.html", "/killed/index.html"}
    assert (same.state, same.edition, same.seen_edition) == ("live", edition, 0)
    assert (same.unseen_since, same.unseen_because, same.proven_at) == (None, "", None)
    assert told_of() == [NEW]
    note_seen(same)
    assert Mirror.objects.get().seen_edition == 0  # nobody has looked yet
    see(same)
    assert Mirror.objects.get().seen_edition == edition


def test_in_place_the_press_is_asked_to_show_the_new_address(
    carried: Mirror, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        to_new(carried)
    assert any(
        getattr(callback, "args", ()) == ("addresses",) for callback in callbacks
    )


def test_what_is_owed_is_looked_at_when_it_was_carried(
    carried: Mirror, publish: Publish
):
    publish({"/a/index.html": b"2"})
    to_new(carried)
    looks = carried.looks.values_list("path", flat=True)
    assert set(looks) == {"/index.html", "/killed/index.html"}
    deliver(carried.pk)
    assert carried.looks.filter(path="/a/index.html").exists()


def test_elsewhere_readers_are_told_of_the_old_one_until_the_new_one_is_live(
    carried: Mirror, elsewhere: str
):
    heir = to_new(carried, storage_url=elsewhere)
    assert (heir.name, heir.state, heir.replaces_id) == ("one-2", "syncing", carried.pk)
    assert told_of() == ["https://one.example"]
    deliver(heir.pk)
    assert told_of() == [NEW]
    carried.refresh_from_db()
    assert carried.state == "retired"
    assert files_in(folder_of(heir)) == files_in(folder_of(carried))


def test_elsewhere_at_once_readers_are_told_of_the_old_one_no_more(
    carried: Mirror, elsewhere: str
):
    heir = to_new(carried, storage_url=elsewhere, at_once=True)
    assert told_of() == []
    assert Mirror.objects.get(name="one").state == "retired"
    deliver(heir.pk)
    assert told_of() == [NEW]


def test_the_heir_of_the_primary_mirror_is_the_primary_one(
    make_mirror: MakeMirror, publish: Publish, elsewhere: str
):
    publish({"/index.html": b"1"})
    old = make_mirror(primary=True)
    deliver(old.pk)
    heir = to_new(old, storage_url=elsewhere)
    assert not heir.primary
    deliver(heir.pk)
    rows = dict(Mirror.objects.values_list("name", "primary"))
    assert rows == {"one": False, "one-2": True}
    assert Mirror.objects.get(name="one").state == "retired"


def test_an_heir_that_is_paused_meanwhile_takes_over_when_it_is_live(
    carried: Mirror, elsewhere: str
):
    heir = to_new(carried, storage_url=elsewhere)
    lifecycle.pause(heir)
    deliver(heir.pk)
    assert told_of() == ["https://one.example"]
    lifecycle.resume(heir)
    deliver(heir.pk)
    assert told_of() == [NEW]


def test_an_heir_takes_over_once(carried: Mirror, elsewhere: str):
    heir = to_new(carried, storage_url=elsewhere)
    deliver(heir.pk)
    for again in (carried, heir):
        lifecycle.sync(again)
        deliver(again.pk)
    states = dict(Mirror.objects.values_list("name", "state"))
    assert states == {"one": "live", "one-2": "live"}


def test_names_of_heirs_are_counted(carried: Mirror, tmp_path: Path):
    second = to_new(carried, storage_url=f"file://{tmp_path}/b")
    third = replace_address(
        second, public_url="https://c.example", storage_url=f"file://{tmp_path}/c"
    )
    assert [second.name, third.name] == ["one-2", "one-3"]


def test_a_new_storage_that_cannot_be_prepared_changes_nothing(
    carried: Mirror, tmp_path: Path
):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letters.txt").write_text("mine")
    with pytest.raises(NotEmpty):
        to_new(carried, storage_url=f"file://{tmp_path}/full", at_once=True)
    assert Mirror.objects.get().state == "live"
    assert told_of() == ["https://one.example"]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"public_url": "https://one.example/"}, SameAddress),
        ({"public_url": "not an address"}, ValidationError),
        ({"public_url": NEW, "storage_url": "sftp://u:p@host/x"}, ValidationError),
    ],
)
def test_what_is_no_other_address_is_refused_and_changes_nothing(
    carried: Mirror, fields: dict[str, Any], refusal: type[Exception]
):
    with pytest.raises(refusal):
        replace_address(carried, **fields)
    assert Mirror.objects.get().public_url == "https://one.example"
    assert not DueLook.objects.exists()
    assert Mirror.objects.get().seen_edition == carried.seen_edition


def test_a_retired_mirror_has_no_address_to_replace(carried: Mirror, elsewhere: str):
    lifecycle.retire(carried)
    for storage_url in ("", elsewhere):
        with pytest.raises(IsRetired):
            to_new(carried, storage_url=storage_url)
    assert Mirror.objects.get().public_url == "https://one.example"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("head_start", [-0.03, 0.0, 0.03])
def test_an_heir_goes_live_while_somebody_moves_both_mirrors(
    make_mirror: MakeMirror, publish: Publish, elsewhere: str, head_start: float
):
    """Whatever comes first, nothing is locked for good, and one of the two is told of."""
    publish({f"/{number}/index.html": b"1" for number in range(20)})
    old = make_mirror()
    deliver(old.pk)
    heir = to_new(old, storage_url=elsewhere)
    outcomes = at_once(
        after(head_start, lambda: deliver(heir.pk)),
        after(-head_start, lambda: lifecycle.retire(Mirror.objects.get(pk=old.pk))),
        lambda: publish({"/late/index.html": b"2"}),
        lambda: lifecycle.sync(Mirror.objects.get(pk=heir.pk)),
    )
    failed = [one for one in outcomes if isinstance(one, Exception)]
    # A sync during the delivery; a mirror that the heir has retired already.
    assert [one for one in failed if not isinstance(one, (Busy, WrongState))] == []
    Mirror.objects.update(lease_until=None)
    deliver(heir.pk)
    states = dict(Mirror.objects.values_list("name", "state"))
    assert states == {"one": State.RETIRED, "one-2": State.LIVE}
    assert told_of() == [NEW]
    assert files_in(folder_of(heir))["/late/index.html"] == b"2"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_file_that_is_carried_while_the_address_changes_is_looked_at(
    make_mirror: MakeMirror, publish: Publish
):
    publish({f"/{number}/index.html": b"1" for number in range(50)})
    mirror = make_mirror()
    deliver(mirror.pk)
    see(Mirror.objects.get())
    publish({f"/{number}/index.html": b"2" for number in range(0, 50, 2)})
    outcomes = at_once(lambda: deliver(mirror.pk), lambda: to_new(mirror))
    assert not [one for one in outcomes if isinstance(one, Exception)]
    deliver(mirror.pk)
    assert Mirror.objects.get().public_url == NEW
    assert mirror.looks.count() == 50
