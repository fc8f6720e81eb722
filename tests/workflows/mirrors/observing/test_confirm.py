"""What was carried counts as there when its public address shows it, and not before."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from tests.workflows.mirrors.conftest import Publish
from tests.workflows.mirrors.looks import folder_of, owed_by
from tests.workflows.mirrors.web import Web
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import DueLook, Mirror, Observation
from workflows.mirrors.observing.confirm import confirm

pytestmark = pytest.mark.django_db

PICTURE = f"/media/{'ab' * 32}.jpg"
STORY, DATA = "/world/a/index.html", "/api/v2/pages/7/index.json"


def look_again(mirror: Mirror) -> Observation | None:
    """Let every wait be over, and look."""
    past = Now() - timedelta(seconds=1)
    DueLook.objects.update(next_at=past)
    Mirror.objects.update(look_after=None)
    mirror.refresh_from_db()
    return confirm(mirror)


def unseen(mirror: Mirror) -> list[str]:
    return sorted(mirror.looks.values_list("path", flat=True))


def test_what_was_carried_is_to_be_seen_and_then_no_more(
    publish: Publish, live_mirror: Mirror, web: Web
):
    number = publish({STORY: b"text" * 99, DATA: b"{}", PICTURE: b"jpg"})
    deliver(live_mirror.pk)
    assert unseen(live_mirror) == sorted([STORY, DATA, PICTURE])
    observation = look_again(live_mirror)
    assert unseen(live_mirror) == []
    assert sorted(web.asked) == sorted(["/world/a/", "/api/v2/pages/7/", PICTURE])
    assert observation is not None
    assert (observation.kind, observation.files, observation.wrong) == ("carried", 3, 0)
    live_mirror.refresh_from_db()
    assert (live_mirror.edition, live_mirror.seen_edition) == (number, number)
    assert live_mirror.seen_at is not None
    assert look_again(live_mirror) is None


def test_nothing_is_asked_about_what_is_owed_anew(
    publish: Publish, live_mirror: Mirror, web: Web
):
    publish({STORY: b"1"})
    deliver(live_mirror.pk)
    publish({STORY: b"2"})
    assert look_again(live_mirror) is None
    assert web.asked == []
    deliver(live_mirror.pk)
    look_again(live_mirror)
    assert unseen(live_mirror) == []


def test_a_story_that_is_gone_is_looked_for_at_each_of_its_addresses(
    publish: Publish, live_mirror: Mirror, web: Web
):
    publish({STORY: b"1", DATA: b"{}"})
    deliver(live_mirror.pk)
    look_again(live_mirror)
    web.asked.clear()
    publish({STORY: None, DATA: None, "/api/v2/pages/7/gone.json": b"{}"}, urgent=True)
    deliver(live_mirror.pk)
    look_again(live_mirror)
    assert unseen(live_mirror) == []
    assert sorted(set(web.asked)) == sorted(
        ["/world/a/", STORY, "/api/v2/pages/7/", DATA]
    )


def test_a_mirror_that_took_a_removal_and_goes_on_showing_the_story_is_not_believed(
    publish: Publish, live_mirror: Mirror, web: Web
):
    publish({STORY: b"1"})
    deliver(live_mirror.pk)
    look_again(live_mirror)
    publish({STORY: None}, urgent=True)
    deliver(live_mirror.pk)
    web.instead = lambda path: (200, b"1") if path == "/world/a/" else None
    for _ in range(3):
        look_again(live_mirror)
    assert live_mirror.looks.get().seen == "It is still there (200)."
    assert owed_by(live_mirror) == []  # a cache may need a moment
    look_again(live_mirror)
    assert owed_by(live_mirror) == [STORY]
    assert live_mirror.looks.get().repairs == 1


def test_a_page_for_what_is_not_found_shows_nothing_whatever_its_status(
    publish: Publish, live_mirror: Mirror, web: Web
):
    publish({STORY: b"1", "/404.html": b"not here"})
    publish({STORY: None})
    deliver(live_mirror.pk)
    web.instead = lambda path: (200, b"not here") if "world" in path else None
    look_again(live_mirror)
    assert unseen(live_mirror) == []


def test_something_else_than_was_carried_is_carried_again_until_it_is_right(
    publish: Publish, live_mirror: Mirror, web: Web
):
    publish({STORY: b"text"})
    deliver(live_mirror.pk)
    for file in folder_of(live_mirror).rglob("index.html*"):
        file.write_bytes(b"forged")
    for _ in range(4):
        look_again(live_mirror)
    assert live_mirror.looks.get().seen == "It shows something else (br, gzip)."
    assert owed_by(live_mirror) == [STORY]
    deliver(live_mirror.pk)
    look_again(live_mirror)
    assert unseen(live_mirror) == []
    assert (folder_of(live_mirror) / STORY[1:]).read_bytes() == b"text"


def test_a_compressed_form_that_was_changed_is_seen_as_browsers_see_it(
    publish: Publish, live_mirror: Mirror, web: Web
):
    publish({STORY: b"text" * 99})
    deliver(live_mirror.pk)
    (folder_of(live_mirror) / f"{STORY[1:]}.br").write_bytes(b"forged")
    look_again(live_mirror)
    assert live_mirror.looks.get().seen == "It shows something else (br, gzip)."


def test_an_address_that_does_not_answer_is_named_and_left_alone_for_a_while(
    publish: Publish, live_mirror: Mirror, web: Web
):
    publish({STORY: b"1", DATA: b"{}"})
    deliver(live_mirror.pk)
    web.instead = lambda path: (503, b"")
    observation = look_again(live_mirror)
    assert observation is not None
    assert (observation.files, observation.error) == (0, "The address answers 503.")
    live_mirror.refresh_from_db()
    since = live_mirror.unseen_since
    assert since is not None
    assert live_mirror.unseen_because == "The address answers 503."
    assert not Mirror.objects.visible().exists()
    assert {look.attempts for look in live_mirror.looks.all()} == {0}
    look_again(live_mirror)
    live_mirror.refresh_from_db()
    assert (live_mirror.unseen_since, live_mirror.looks_failed) == (since, 2)
    web.instead = lambda path: None
    look_again(live_mirror)
    live_mirror.refresh_from_db()
    assert (live_mirror.unseen_since, live_mirror.unseen_because) == (None, "")
    assert unseen(live_mirror) == []


def test_one_file_that_fails_is_carried_again_and_keeps_no_other_unseen(
    publish: Publish, live_mirror: Mirror, web: Web
):
    publish({PICTURE: b"jpg"})
    publish({STORY: b"text"}, urgent=True)
    deliver(live_mirror.pk)
    web.instead = lambda path: (503, b"") if path == "/world/a/" else None
    observation = look_again(live_mirror)
    assert observation is not None
    assert (observation.files, observation.error) == (1, "")
    assert unseen(live_mirror) == [STORY]
    for _ in range(3):
        look_again(live_mirror)
    assert live_mirror.looks.get().seen == "The address answers 503."
    assert owed_by(live_mirror) == [STORY]
    live_mirror.refresh_from_db()
    assert live_mirror.unseen_since is None


def test_a_host_that_only_serves_files_is_right_too(
    publish: Publish, live_mirror: Mirror, web: Web
):
    publish({DATA: b"{}", "/x/gone.html": b"withdrawn", "/x/index.html": b"1"})
    publish({"/x/index.html": None})
    deliver(live_mirror.pk)
    folders = ("/api/v2/pages/7/", "/x/")
    web.instead = lambda path: (404, b"") if path in folders else None
    look_again(live_mirror)
    assert unseen(live_mirror) == []


def test_an_endless_answer_is_not_read_to_its_end(
    publish: Publish, live_mirror: Mirror, web: Web
):
    publish({STORY: b"1"})
    deliver(live_mirror.pk)
    web.instead = lambda path: (200, bytes(1 << 24))
    look_again(live_mirror)
    assert live_mirror.looks.get().seen == "It shows something else (br, gzip)."


def test_a_redirect_is_not_followed(publish: Publish, live_mirror: Mirror, web: Web):
    publish({STORY: b"1"})
    deliver(live_mirror.pk)
    web.instead = lambda path: (302, b"")
    look_again(live_mirror)
    assert live_mirror.looks.get().seen == "It answers 302."
    assert web.asked == ["/world/a/"]
