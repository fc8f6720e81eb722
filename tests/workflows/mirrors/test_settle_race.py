"""A press that commits in the very moment in which a carried file is settled."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections, transaction

from tests.workflows.mirrors.conftest import Publish
from workflows.mirrors.claim import claim, settle
from workflows.mirrors.lease import take
from workflows.mirrors.models import DueFile, Mirror
from workflows.press import owed
from workflows.press.models import DuePage
from workflows.press.models.due import Rank

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_a_file_that_a_press_changes_while_it_is_settled_stays_owed(
    live_mirror: Mirror, publish: Publish
):
    publish({"/a": b"1"})
    lease = take(live_mirror.pk)
    assert lease is not None
    (due,) = claim(lease)

    with ThreadPoolExecutor(1) as pool:
        held = Event()
        newer = pool.submit(_slowly, lambda: publish({"/a": b"2"}), held)
        assert held.wait(10)
        assert not settle(lease, [due])

    left = live_mirror.due.get()
    assert (left.edition, left.attempts) == (newer.result(), 0)


def test_who_settles_and_who_owes_the_same_two_files_wait_for_each_other_in_one_order(
    live_mirror: Mirror, publish: Publish
):
    publish({"/b": b"1"})
    publish({"/a": b"1"})  # the newest first: /a is claimed before /b
    lease = take(live_mirror.pk)
    assert lease is not None
    carried = claim(lease)
    for due in carried:
        due.refresh_from_db()
    carried.sort(key=lambda due: due.path, reverse=True)

    with ThreadPoolExecutor(1) as pool:
        held = Event()
        newer = pool.submit(_owe_both, live_mirror, held)
        assert held.wait(10)
        assert settle(lease, carried) == 1
        newer.result()

    assert [due.path for due in live_mirror.due.all()] == ["/a"]


def test_a_page_that_is_owed_anew_while_it_is_paid_stays_owed():
    owed.owe({7}, 1, rank=Rank.STORY, urgent=False)
    row = owed.claim()
    assert row is not None

    with ThreadPoolExecutor(1) as pool:
        held = Event()
        pool.submit(
            _slowly, lambda: owed.owe({7}, 2, rank=Rank.STORY, urgent=False), held
        )
        assert held.wait(10)
        owed.pay(row)

    assert DuePage.objects.get().edition == 2


def _owe_both(mirror: Mirror, held: Event):
    """Owe /a anew, and half a second later look at /b: the order of whoever owes."""
    try:
        with transaction.atomic():
            DueFile.objects.filter(mirror=mirror, path="/a").update(attempts=0)
            held.set()
            time.sleep(0.5)
            list(DueFile.objects.select_for_update().filter(mirror=mirror, path="/b"))
    finally:
        connections.close_all()


def _slowly(change, held: Event):
    """Make a change, and commit it half a second later."""
    try:
        with transaction.atomic():
            done = change()
            held.set()
            time.sleep(0.5)
        return done
    finally:
        connections.close_all()
