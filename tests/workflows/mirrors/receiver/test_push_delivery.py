"""A mirror that is pushed to is a mirror like any other, from the first sync to a kill."""

import pytest
from django.db import transaction

from workflows.mirrors import lifecycle
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import DueFile, Mirror
from workflows.mirrors.owe import owe_again
from workflows.press import editions, tree
from workflows.press.models import Action, Edition, PublishedFile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mirror(driver, receiver, web):
    made = lifecycle.add(
        "far",
        public_url="https://far.example",
        storage_url=f"push+http://127.0.0.1:{web}/_in",
    )
    made.credentials = {"secret": receiver.secrets.read_text()}
    made.save()
    return made


def lies_there(receiver, path):
    file = receiver.root / path.strip("/")
    return file.read_bytes() if file.exists() else None


def test_a_sync_a_change_and_a_kill_arrive(mirror, publish, receiver):
    publish({"/far/a.html": b"first", "/far/b.html": b"other"})
    lifecycle.sync(mirror)
    assert deliver(mirror.pk).outcome == "done"
    mirror.refresh_from_db()
    assert (mirror.state, mirror.fence, mirror.lists) == ("live", "edition", True)
    assert lies_there(receiver, "/far/a.html") == b"first"

    publish({"/far/a.html": b"second"})
    publish({"/far/b.html": None}, urgent=True)
    assert deliver(mirror.pk).outcome == "done"
    assert lies_there(receiver, "/far/a.html") == b"second"
    assert lies_there(receiver, "/far/b.html") is None
    assert not DueFile.objects.exists()


def test_what_the_tree_does_not_know_any_more_goes_whatever_edition_it_had(
    mirror, publish, receiver
):
    publish({"/far/c.html": b"unknown soon"})
    lifecycle.sync(mirror)
    deliver(mirror.pk)
    assert lies_there(receiver, "/far/c.html") == b"unknown soon"

    PublishedFile.objects.filter(path="/far/c.html").delete()
    owe_again(mirror, ["/far/c.html"])
    deliver(mirror.pk)

    assert lies_there(receiver, "/far/c.html") is None


def test_a_wrong_secret_stops_the_mirror_and_says_so(mirror, publish, receiver):
    publish({"/far/d.html": b"text"})
    lifecycle.sync(mirror)
    receiver.secrets.write_text("")
    deliver(mirror.pk)
    mirror.refresh_from_db()
    assert "Compare the secrets" in mirror.last_error
    assert lies_there(receiver, "/far/d.html") is None
    assert DueFile.objects.filter(path="/far/d.html", attempts=0).exists()
    assert Mirror.objects.working().count() == 0


def test_what_the_press_writes_for_an_older_edition_after_a_newer_one_arrives(
    mirror, publish, receiver
):
    """It goes by urgency, so a list is written for edition 9 after it was for 10."""
    first = publish({"/far/list.html": b"empty"})
    lifecycle.sync(mirror)
    newer = publish({"/far/list.html": b"with the newer story"})
    deliver(mirror.pk)
    change_tree(first, {"/far/list.html": b"with both"})
    deliver(mirror.pk)
    assert lies_there(receiver, "/far/list.html") == b"with both"
    assert PublishedFile.objects.get(path="/far/list.html").edition == newer


def test_a_stranger_leaves_room_for_what_is_about_to_be_published_there(
    mirror, publish, receiver
):
    lifecycle.sync(mirror)
    with transaction.atomic():
        cut = editions.cut(Action.PUBLISH, page_id=7, revision_id=None).number
    publish({"/far/elsewhere.html": b"newer, pressed first"})
    (receiver.root / "far").mkdir(exist_ok=True)
    (receiver.root / "far" / "early.html").write_bytes(b"nobody knows it")
    owe_again(mirror, ["/far/early.html"])
    deliver(mirror.pk)
    assert lies_there(receiver, "/far/early.html") is None

    change_tree(cut, {"/far/early.html": b"published"})
    deliver(mirror.pk)
    assert lies_there(receiver, "/far/early.html") == b"published"


def test_after_a_restored_backup_what_is_older_goes_out_as_newer(
    mirror, publish, receiver
):
    shown = publish({"/far/e.html": b"known", "/far/f.html": b"known"})
    lifecycle.sync(mirror)
    deliver(mirror.pk)
    for _lost in range(3):  # what the backup does not know
        shown = publish({"/far/e.html": b"lost", "/far/f.html": b"lost %d" % _lost})
    deliver(mirror.pk)
    Edition.objects.filter(number__gt=shown - 3).delete()
    PublishedFile.objects.update(edition=shown - 3)
    change_tree(shown - 3, {"/far/e.html": b"known"})

    with transaction.atomic():
        edition = editions.move_past(shown, ref="backup")
        assert editions.move_past(shown, ref="backup") is None
    lifecycle.sync(mirror)
    deliver(mirror.pk)

    assert edition.number == editions.floor() == shown + 1
    assert lies_there(receiver, "/far/e.html") == b"known"


def change_tree(edition, files):
    with transaction.atomic():
        tree.lock()
        change = tree.TreeChange(edition)
        for path, data in files.items():
            change.put(path, data, "text/html; charset=utf-8")
        change.announce()
