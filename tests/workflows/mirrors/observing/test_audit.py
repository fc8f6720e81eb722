"""Drift that nobody caused on purpose is found by a sample, and all of it once a day."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from structlog.testing import capture_logs

from tests.workflows.mirrors.conftest import Publish
from tests.workflows.mirrors.looks import files_in, folder_of, owed_by
from tests.workflows.mirrors.observing.conftest import settle
from tests.workflows.mirrors.web import Web
from workflows.mirrors.deliver import deliver
from workflows.mirrors.lease import take
from workflows.mirrors.models import Kind, Mirror
from workflows.mirrors.observing import audit, observe
from workflows.mirrors.owe import HEAD

pytestmark = pytest.mark.django_db

PAGES = {f"/{letter}/index.html": letter.encode() * 200 for letter in "abcdef"}


@pytest.fixture
def tree() -> dict[str, bytes]:
    return PAGES


def test_an_edited_a_deleted_and_an_added_file_are_found_and_mended(
    seen: Mirror, web: Web
):
    folder = folder_of(seen)
    (folder / "a/index.html").write_text("forged")
    (folder / "b/index.html.gz").write_bytes(b"forged")
    (folder / "c/index.html").unlink()
    (folder / "fake").mkdir()
    (folder / "fake/index.html").write_text("nobody wrote this")
    (folder / "d/index.html.old").write_text("a copy")
    observation = audit.everything(seen)
    assert observation is not None
    assert observation.paths == [f"/{letter}/index.html" for letter in "abc"]
    assert set(owed_by(seen)) == {
        *(f"/{letter}/index.html" for letter in "abc"),
        "/fake/index.html",
        "/d/index.html.old",
    }
    seen.refresh_from_db()
    assert (seen.proving, seen.proven_at is None) == (False, False)
    settle(seen)
    assert files_in(folder) == PAGES
    assert not (folder / "fake").exists()


def test_a_story_that_was_killed_and_put_back_by_hand_is_taken_away_again(
    seen: Mirror, publish: Publish, web: Web
):
    publish({"/a/index.html": None}, urgent=True)
    settle(seen)
    (folder_of(seen) / "a").mkdir()
    (folder_of(seen) / "a/index.html").write_bytes(b"back again")
    seen.lists = False  # even where the storage cannot name its files
    audit.everything(seen)
    settle(seen)
    assert not (folder_of(seen) / "a").exists()


def test_last_weeks_copy_is_mended_file_by_file(
    seen: Mirror, publish: Publish, web: Web
):
    old = files_in(folder_of(seen))
    publish({"/a/index.html": b"newer", "/b/index.html": None})
    settle(seen)
    for path, data in old.items():
        file = folder_of(seen) / path[1:]
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    audit.everything(seen)
    settle(seen)
    kept = {path: data for path, data in PAGES.items() if path != "/b/index.html"}
    assert files_in(folder_of(seen)) == kept | {"/a/index.html": b"newer"}


def test_a_sample_goes_on_where_the_last_one_ended_and_comes_round(
    seen: Mirror, web: Web, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(audit, "SAMPLE", 4)
    (folder_of(seen) / "e/index.html").write_text("forged")
    places, owed = [], []
    for _ in range(3):
        audit.sample(seen)
        seen.refresh_from_db()
        places.append(seen.sampled_path)
        owed.append(owed_by(seen))
    assert places == ["/d/index.html", "/f/index.html", "/d/index.html"]
    assert owed == [[], ["/e/index.html"], ["/e/index.html"]]


def test_everything_is_looked_at_in_parts_and_the_end_is_noted(seen: Mirror, web: Web):
    audit.everything(seen, seconds=0)
    seen.refresh_from_db()
    assert (seen.proving, seen.proven_at) == (True, None)
    audit.everything(seen)
    seen.refresh_from_db()
    assert (seen.proving, seen.proven_at is None) == (False, False)


def test_what_is_owed_or_carried_a_moment_ago_is_no_drift(
    seen: Mirror, publish: Publish, web: Web
):
    publish({"/a/index.html": b"2"})
    assert audit.everything(seen).wrong == 0
    assert owed_by(seen) == ["/a/index.html"]


def test_a_silent_address_proves_nothing_and_owes_nothing(seen: Mirror, web: Web):
    web.instead = lambda path: (502, b"")
    observation = audit.everything(seen)
    assert observation is not None
    assert (observation.files, observation.wrong) == (0, 0)
    seen.refresh_from_db()
    assert (seen.proving, seen.proven_at) == (True, None)
    assert owed_by(seen) == []


def test_one_file_that_fails_keeps_no_other_from_being_looked_at(
    seen: Mirror, web: Web
):
    web.instead = lambda path: (503, b"") if path == "/b/" else None
    (folder_of(seen) / "e/index.html").write_text("forged")
    for look in (audit.sample, audit.everything):
        observation = look(seen)
        assert observation is not None
        assert (observation.files, observation.error) == (6, "")
        assert observation.paths == ["/b/index.html", "/e/index.html"]
        assert sorted(owed_by(seen)) == observation.paths
        seen.due.all().delete()
    seen.refresh_from_db()
    assert (seen.proving, seen.unseen_since) == (False, None)


def test_what_is_silent_together_with_the_head_is_passed_over_in_the_next_round(
    seen: Mirror, web: Web
):
    web.instead = lambda path: (503, b"") if path in {"/b/", HEAD} else None
    (folder_of(seen) / "e/index.html").write_text("forged")
    assert audit.everything(seen).error == "The address answers 503."
    seen.refresh_from_db()
    assert (seen.proving_path, seen.unseen_since is None) == ("/b/index.html", False)
    assert audit.everything(seen).paths == ["/e/index.html"]
    assert owed_by(seen) == ["/e/index.html"]


def test_what_fell_silent_is_looked_at_again_after_all_others_and_before_all_was_seen(
    seen: Mirror, web: Web
):
    web.instead = lambda path: (503, b"") if path in {"/b/", HEAD} else None
    (folder_of(seen) / "e/index.html").write_text("forged")
    for _ in range(3):
        Mirror.objects.update(look_after=None)  # its wait is over, but not the file's
        observe.observe(seen.pk)
    seen.refresh_from_db()
    assert (owed_by(seen), seen.proven_at is None) == (["/e/index.html"], False)
    assert [(one.path, one.urgent) for one in seen.looks.all()] == [
        ("/b/index.html", False)
    ]
    web.instead = lambda path: None
    seen.looks.update(next_at=Now())
    settle(seen)


def test_an_address_that_is_down_owes_no_more_looks_each_time(seen: Mirror, web: Web):
    web.instead = lambda path: (503, b"")
    for _ in range(9):
        Mirror.objects.update(look_after=None, sampled_at=None)
        seen.looks.update(next_at=Now())
        observe.observe(seen.pk)
    assert seen.looks.count() == 1


def test_a_mirror_that_is_carried_right_now_is_listed_another_day(
    seen: Mirror, web: Web
):
    (folder_of(seen) / "stranger.html").write_text("?")
    lease = take(seen.pk)
    assert lease is not None
    audit.everything(seen)
    assert owed_by(seen) == []
    lease.release()


def test_drift_is_a_line_in_the_log_and_a_row(seen: Mirror, web: Web):
    (folder_of(seen) / "a/index.html").write_text("forged")
    with capture_logs() as logs:
        audit.everything(seen)
    assert [log["event"] for log in logs] == ["drift", "observation"]
    assert logs[0] == {
        "event": "drift",
        "log_level": "warning",
        "mirror": "one",
        "path": "/a/index.html",
        "seen": "It shows something else (identity).",
    }


def test_observing_does_what_is_due_and_only_that(
    publish: Publish, live_mirror: Mirror, web: Web
):
    publish(PAGES)
    deliver(live_mirror.pk)
    assert observe.waiting() == [live_mirror.pk]
    observe.observe(live_mirror.pk)
    rows = live_mirror.observations.order_by("started_at").values_list("kind", "files")
    assert list(rows) == [("carried", 6), ("sample", 6), ("everything", 6)]
    assert observe.waiting() == []
    past = Now() - timedelta(minutes=6)
    Mirror.objects.update(sampled_at=past)
    assert observe.waiting() == [live_mirror.pk]
    observe.observe(live_mirror.pk)
    assert live_mirror.observations.filter(kind=Kind.SAMPLE).count() == 2
    assert live_mirror.observations.count() == 4


def test_one_worker_at_a_time_looks_at_a_mirror(
    publish: Publish, live_mirror: Mirror, web: Web
):
    publish(PAGES)
    deliver(live_mirror.pk)
    Mirror.objects.update(observed_until=Now() + timedelta(seconds=30))
    assert observe.waiting() == []
    observe.observe(live_mirror.pk)
    assert web.asked == []


@pytest.mark.parametrize("state", ["new", "paused", "retired"])
def test_a_mirror_that_is_not_carried_is_not_looked_at(
    seen: Mirror, web: Web, state: str
):
    Mirror.objects.update(state=state)
    web.asked.clear()
    assert observe.waiting() == []
    observe.observe(seen.pk)
    assert web.asked == []
