"""What mirrors owe is written in the transaction that changes the tree."""

import threading

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from pages.models import PublishedDocument
from tests.workflows.mirrors.conftest import MakeMirror, Publish
from tests.workflows.mirrors.looks import owed_by
from workflows.mirrors import lifecycle
from workflows.mirrors.models import DueFile, Mirror, Rank
from workflows.mirrors.owe import owe, owe_again
from workflows.press import editions, tree
from workflows.press.models import Action, PublishedFile
from workflows.press.tree import TreeChange

PICTURE, NEWER = f"/media/{'ab' * 32}.jpg", f"/media/{'cd' * 32}.jpg"


@pytest.mark.django_db
def test_every_mirror_that_owes_gets_one_row_per_file(
    publish: Publish, make_mirror: MakeMirror
):
    states = ["new", "syncing", "live", "paused", "draining", "retired"]
    for state in states:
        Mirror.objects.filter(pk=make_mirror(state).pk).update(state=state)
    number = publish({"/index.html": b"1"})
    owing = DueFile.objects.values_list("mirror__name", "path", "edition", "urgent")
    assert sorted(owing) == [
        (name, "/index.html", number, False)
        for name in ("draining", "live", "paused", "syncing")
    ]


@pytest.mark.django_db(transaction=True)
def test_what_is_owed_is_rolled_back_with_the_press(live_mirror: Mirror):
    with transaction.atomic():
        number = editions.record(action=Action.RESOURCE, ref="test").number
        change = TreeChange(number)
        change.put("/index.html", b"1", "text/html")
        change.announce()
        assert owed_by(live_mirror) == ["/index.html"]
        transaction.set_rollback(True)
    assert owed_by(live_mirror) == []


@pytest.mark.django_db
def test_a_newer_edition_replaces_what_is_owed_and_starts_afresh(
    publish: Publish, live_mirror: Mirror
):
    publish({"/index.html": b"1"})
    live_mirror.due.update(
        attempts=7, last_error="refused", next_at="2099-01-01T00:00Z"
    )
    number = publish({"/index.html": b"2"})
    due = live_mirror.due.get()
    assert (due.edition, due.attempts, due.last_error) == (number, 0, "")
    assert live_mirror.due.all().ready().get() == due


@pytest.mark.django_db
def test_an_older_edition_never_replaces_a_newer_one(
    publish: Publish, live_mirror: Mirror
):
    publish({"/index.html": b"1"})
    live_mirror.due.update(edition=99)
    publish({"/index.html": b"2"})
    assert live_mirror.due.get().edition == 99


@pytest.mark.django_db
def test_urgent_stays_urgent(publish: Publish, live_mirror: Mirror):
    publish({"/index.html": b"1"}, urgent=True)
    publish({"/index.html": b"2"})
    assert live_mirror.due.get().urgent


@pytest.mark.django_db
def test_a_page_that_is_gone_is_urgent_by_itself_a_picture_is_not(
    publish: Publish, live_mirror: Mirror
):
    publish({"/a/index.html": b"1", "/b/index.html": b"1", PICTURE: b"1"})
    publish({"/a/index.html": None, PICTURE: None})
    assert dict(live_mirror.due.values_list("path", "urgent")) == {
        "/a/index.html": True,
        "/b/index.html": False,
        PICTURE: False,
    }


@pytest.mark.django_db
def test_a_replaced_picture_goes_after_every_page_that_showed_it(
    publish: Publish, live_mirror: Mirror
):
    publish({"/a/index.html": b"1", "/b/index.html": b"1", PICTURE: b"1"})
    live_mirror.due.all().delete()
    publish({"/a/index.html": b"2"})  # one page shows it no longer, and waits
    publish({"/b/index.html": b"2", PICTURE: None, NEWER: b"2"})
    _give_a_page("/a/index.html", "/b/index.html")
    assert owed_by(live_mirror) == [NEWER, "/b/index.html", "/a/index.html", PICTURE]


@pytest.mark.django_db
def test_a_picture_of_a_kill_overtakes_what_is_not_urgent(
    publish: Publish, live_mirror: Mirror
):
    publish({"/killed/index.html": b"1", PICTURE: b"1"})
    publish({"/a/index.html": b"1"})
    publish({"/killed/index.html": None, PICTURE: None}, urgent=True)
    publish({"/b/index.html": b"1"})
    assert owed_by(live_mirror)[:2] == ["/killed/index.html", PICTURE]


@pytest.mark.django_db
def test_the_order_is_read_from_its_index(live_mirror: Mirror):
    """A delivery asks for the next file once per file: sorting each time would add up."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    asked = live_mirror.due.all().in_order()[:1]
    plan = asked.explain()
    assert "due_file_order" in plan
    assert "Sort" not in plan
    assert "Sort" not in plan


@pytest.mark.django_db
def test_what_a_page_shows_comes_before_it_and_lists_come_after_what_they_name(
    publish: Publish, live_mirror: Mirror
):
    publish({"/old/index.html": b"1", "/killed/index.html": b"1"})
    publish({"/feeds/rss.xml": b"2", "/new/index.html": b"2", PICTURE: b"2"})
    _give_a_page("/new/index.html", "/old/index.html", "/killed/index.html")
    live_mirror.due.all().delete()
    lifecycle.sync(live_mirror)
    publish({"/killed/index.html": None})
    assert owed_by(live_mirror) == [
        "/killed/index.html",
        PICTURE,
        "/new/index.html",
        "/old/index.html",
        "/feeds/rss.xml",
    ]


@pytest.mark.django_db
def test_a_front_is_a_list_and_what_is_signed_goes_last(
    publish: Publish, live_mirror: Mirror
):
    signed = ("timestamp.json", "7.snapshot.json", "7.bin-a0.json", "6.snapshot.json")
    paths = [f"/.well-known/tuf/{name}" for name in signed]
    publish(dict.fromkeys(paths, b"1"))
    live_mirror.due.all().delete()
    publish({paths[3]: None})
    publish(dict.fromkeys(paths[:3], b"2"))
    publish({"/index.html": b"1", "/a/index.html": b"1"})
    _give_a_page("/a/index.html")
    PublishedFile.objects.filter(path="/index.html").update(page_id=2)
    PublishedDocument.objects.create(
        page_id=2, edition=1, type="pages.HomePage", state="live", changed_at=Now()
    )
    owe(PublishedFile.objects.all(), urgent=False)
    assert owed_by(live_mirror)[:2] == ["/a/index.html", "/index.html"]
    assert set(owed_by(live_mirror)[2:4]) == set(paths[1:3])
    assert owed_by(live_mirror)[4:] == [paths[0], paths[3]]
    assert not live_mirror.due.filter(urgent=True).exists()


@pytest.mark.django_db
def test_in_a_takedown_the_picture_goes_after_the_page_that_shows_it(
    publish: Publish, live_mirror: Mirror
):
    publish({PICTURE: b"1", "/a/index.html": b"1"})
    publish({PICTURE: None, "/a/index.html": None})
    ranks = dict(live_mirror.due.values_list("path", "rank"))
    assert ranks[PICTURE] == Rank.GONE_IMMUTABLE
    assert owed_by(live_mirror)[-1] == PICTURE


@pytest.mark.django_db
def test_a_synced_mirror_owes_the_whole_tree_tombstones_included(
    publish: Publish, make_mirror: MakeMirror
):
    """What is gone goes first: a folder that was used before may hold a killed story."""
    publish({"/a/index.html": b"1", "/b/index.html": b"1", PICTURE: b"1"})
    publish({"/a/index.html": None, PICTURE: None})
    mirror = make_mirror()
    assert dict(mirror.due.values_list("path", "urgent")) == {
        "/a/index.html": True,
        "/b/index.html": False,
        PICTURE: True,
    }


@pytest.mark.django_db(transaction=True)
def test_a_press_that_has_not_committed_is_not_missed_by_a_new_mirror(
    make_mirror: MakeMirror,
):
    mirror = make_mirror(synced=False)
    written, commit = threading.Event(), threading.Event()

    def press() -> None:
        with transaction.atomic():
            number = editions.record(action=Action.RESOURCE, ref="test").number
            tree.lock()
            change = TreeChange(number)
            change.put("/index.html", b"1", "text/html")
            change.announce()
            written.set()
            commit.wait(10)
        connection.close()

    def sync() -> None:
        lifecycle.sync(mirror)
        connection.close()

    threads = [threading.Thread(target=press), threading.Thread(target=sync)]
    threads[0].start()
    assert written.wait(10)
    threads[1].start()
    threads[1].join(0.3)
    assert threads[1].is_alive()  # it waits for the press
    commit.set()
    for thread in threads:
        thread.join(10)
    assert owed_by(mirror) == ["/index.html"]


@pytest.mark.django_db
def test_owing_takes_one_statement_however_many_mirrors_and_files(
    make_mirror: MakeMirror, publish: Publish, django_assert_num_queries
):
    for name in ("one", "two", "three"):
        make_mirror(name)
    publish({f"/{n}/index.html": b"1" for n in range(50)})
    files = list(PublishedFile.objects.all())
    DueFile.objects.all().delete()
    with django_assert_num_queries(1):
        owe(files, urgent=False)
    assert DueFile.objects.filter(next_at__lte=Now()).count() == 150


@pytest.mark.django_db
def test_what_was_seen_wrong_on_one_mirror_is_owed_there_and_nowhere_else(
    publish: Publish, make_mirror: MakeMirror
):
    one, two = make_mirror("one"), make_mirror("two")
    publish({"/a.html": b"1", "/b.html": b"1", "/c.html": b"1"})
    publish({"/b.html": None})
    DueFile.objects.all().delete()
    owe_again(one, ["/a.html", "/b.html", "/nobody-knows.html"])
    assert owed_by(two) == []
    assert sorted(one.due.values_list("path", "urgent")) == [
        ("/a.html", False),
        ("/b.html", True),
        ("/nobody-knows.html", True),
    ]


@pytest.mark.django_db
def test_a_mirror_that_was_retired_meanwhile_owes_nothing_again(
    publish: Publish, live_mirror: Mirror
):
    publish({"/a.html": b"1"})
    lifecycle.retire(live_mirror)
    owe_again(live_mirror, ["/a.html", "/nobody-knows.html"])
    assert owed_by(live_mirror) == []


@pytest.mark.django_db(transaction=True)
def test_who_retires_a_mirror_waits_for_who_owes_it_something_again(
    publish: Publish, live_mirror: Mirror
):
    publish({"/a.html": b"1"})
    live_mirror.due.all().delete()

    def retire() -> None:
        lifecycle.retire(live_mirror)
        connection.close()

    retiring = threading.Thread(target=retire)
    with transaction.atomic():
        owe_again(live_mirror, ["/a.html"])
        retiring.start()
        retiring.join(0.3)
        assert retiring.is_alive()
    retiring.join(10)
    assert owed_by(live_mirror) == []


def _give_a_page(*paths: str) -> None:
    """As the press does for a story's own files; shared files have none."""
    PublishedFile.objects.filter(path__in=paths).update(page_id=1)
