"""One lease per mirror, one claim at a time, and answers that fit the claim only."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from tests.workflows.mirrors.conftest import MakeMirror, Publish
from tests.workflows.mirrors.looks import make_ready
from workflows.mirrors.claim import claim, give_back, put_off, settle
from workflows.mirrors.errors import LeaseLost
from workflows.mirrors.lease import Lease, take
from workflows.mirrors.models import Mirror
from workflows.mirrors.models.due_file import PATIENCE
from workflows.mirrors.owe import HEAD, METADATA, owe_tree
from workflows.press.models import PublishedFile

pytestmark = pytest.mark.django_db

PICTURE = f"/media/{'ab' * 32}.jpg"


@pytest.fixture
def lease(live_mirror: Mirror) -> Lease:
    taken = take(live_mirror.pk)
    assert taken is not None
    return taken


def test_a_lease_is_taken_once(lease: Lease):
    assert take(lease.mirror.pk) is None
    lease.release()
    assert take(lease.mirror.pk) is not None


def test_an_expired_lease_is_anybodys_and_its_first_owner_has_lost_it(lease: Lease):
    make_ready()
    second = take(lease.mirror.pk)
    assert second is not None
    with pytest.raises(LeaseLost):
        lease.renew()
    lease.release()  # too late: it is not ours to give
    second.renew()


def test_a_lease_that_expired_and_that_nobody_took_is_still_ours(lease: Lease):
    make_ready()
    lease.renew()
    assert take(lease.mirror.pk) is None


@pytest.mark.parametrize("state", ["new", "paused", "retired"])
def test_a_mirror_that_is_not_carried_has_no_lease(make_mirror: MakeMirror, state: str):
    mirror = make_mirror()
    Mirror.objects.update(state=state)
    assert take(mirror.pk) is None


def test_pausing_ends_the_lease_at_the_next_claim(lease: Lease, publish: Publish):
    publish({"/a": b"1"})
    Mirror.objects.update(state="paused")
    with pytest.raises(LeaseLost):
        claim(lease)
    assert lease.mirror.due.get().attempts == 0


def test_a_mirror_whose_breaker_is_open_has_no_lease(live_mirror: Mirror):
    Mirror.objects.update(breaker_until=Now() + timedelta(seconds=30))
    assert take(live_mirror.pk) is None


def test_a_claim_counts_the_attempt_and_sets_the_next_before_anything_is_written(
    lease: Lease, publish: Publish
):
    publish({"/a": b"1"})
    for attempts in (1, 2, 3):
        make_ready()
        (due,) = claim(lease)
        row = lease.mirror.due.get()
        assert (row.attempts, due.attempts) == (attempts, attempts)
        assert not lease.mirror.due.all().ready().exists()
    assert claim(lease) == []


def test_a_settled_file_is_owed_no_more(lease: Lease, publish: Publish):
    publish({"/a": b"1"})
    (due,) = claim(lease)
    assert settle(lease, [due])
    assert not lease.mirror.due.exists()


def test_a_newer_edition_that_came_while_writing_stays_owed(
    lease: Lease, publish: Publish
):
    publish({"/a": b"1"})
    (due,) = claim(lease)
    newer = publish({"/a": b"2"})
    assert not settle(lease, [due])
    left = lease.mirror.due.get()
    assert (left.edition, left.attempts) == (newer, 0)


def test_the_same_edition_owed_anew_while_writing_stays_owed(
    lease: Lease, publish: Publish
):
    publish({"/a": b"1"})
    (due,) = claim(lease)
    owe_tree(lease.mirror)
    assert not settle(lease, [due])
    assert lease.mirror.due.get().edition == due.edition


def test_who_lost_the_lease_settles_nothing(lease: Lease, publish: Publish):
    publish({"/a": b"1"})
    (due,) = claim(lease)
    make_ready()
    assert take(lease.mirror.pk) is not None
    assert not settle(lease, [due])
    assert lease.mirror.due.get().attempts == 0  # owed again: who knows what lies there


def test_a_failure_is_noted_but_not_over_a_newer_edition(
    lease: Lease, publish: Publish
):
    publish({"/a": b"1"})
    (due,) = claim(lease)
    put_off(due, ValueError("refused"))
    assert lease.mirror.due.get().last_error == "refused"
    publish({"/a": b"2"})
    put_off(due, ValueError("late news"))
    assert lease.mirror.due.get().last_error == ""


def test_a_claim_given_back_is_ready_again_as_if_it_had_not_been_tried(
    lease: Lease, publish: Publish
):
    publish({"/a": b"1"})
    (due,) = claim(lease)
    give_back([due])
    (again,) = claim(lease)
    assert again.attempts == 1


def test_one_claim_takes_files_of_one_rank(lease: Lease, publish: Publish):
    publish({"/feeds/rss.xml": b"1", PICTURE: b"1", "/a.html": b"1", "/b.html": b"1"})
    (picture,) = claim(lease)
    assert picture.path == PICTURE
    settle(lease, [picture])
    assert sorted(due.path for due in claim(lease)) == [
        "/a.html",
        "/b.html",
        "/feeds/rss.xml",
    ]


def test_a_takedown_shares_no_claim_with_what_is_not_urgent(
    lease: Lease, publish: Publish
):
    publish({"/killed.html": b"1"})
    lease.mirror.due.all().delete()
    publish({"/a.html": b"1"})
    publish({"/killed.html": None})
    assert [due.path for due in claim(lease)] == ["/killed.html"]
    assert [due.path for due in claim(lease)] == ["/a.html"]


def test_what_failed_once_is_claimed_alone(lease: Lease, publish: Publish):
    publish({f"/{letter}.html": b"1" for letter in "abc"})
    lease.mirror.due.filter(path="/b.html").update(attempts=1)
    claimed = [[due.path for due in claim(lease)] for _ in range(3)]
    assert ["/b.html"] in claimed


def test_a_page_waits_for_a_picture_that_is_to_be_tried_again_and_a_list_for_a_page(
    lease: Lease, publish: Publish
):
    publish({PICTURE: b"1", "/a.html": b"1", "/feeds/rss.xml": b"1"})
    PublishedFile.objects.filter(path="/a.html").update(page_id=1)
    owe_tree(lease.mirror)
    (picture,) = claim(lease)
    assert claim(lease) == []
    settle(lease, [picture])
    (page,) = claim(lease)
    assert page.path == "/a.html"
    assert claim(lease) == []
    settle(lease, [page])
    assert [due.path for due in claim(lease)] == ["/feeds/rss.xml"]


def test_nobody_waits_for_ever_for_a_picture_that_cannot_be_carried(
    lease: Lease, publish: Publish
):
    publish({PICTURE: b"1", "/a.html": b"1"})
    later = Now() + timedelta(seconds=30)
    lease.mirror.due.filter(path=PICTURE).update(attempts=PATIENCE, next_at=later)
    assert claim(lease) == []
    lease.mirror.due.filter(path=PICTURE).update(attempts=PATIENCE + 1)
    assert [due.path for due in claim(lease)] == ["/a.html"]


def test_a_takedown_waits_for_no_picture(lease: Lease, publish: Publish):
    publish({"/killed.html": b"1"})
    lease.mirror.due.all().delete()
    publish({PICTURE: b"1"})
    claim(lease)
    publish({"/killed.html": None})
    assert [due.path for due in claim(lease)] == ["/killed.html"]


def test_the_head_waits_for_the_metadata_it_names_however_long(
    lease: Lease, publish: Publish
):
    publish({HEAD: b"1", f"{METADATA}7.snapshot.json": b"1"})
    later = Now() + timedelta(minutes=9)
    snapshot = lease.mirror.due.filter(path=f"{METADATA}7.snapshot.json")
    snapshot.update(attempts=99, next_at=later)
    assert claim(lease) == []
