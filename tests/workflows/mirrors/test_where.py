"""Where is my story? The screen says it for each mirror, each feed and the API."""

import re
from types import SimpleNamespace

import pytest
from django.urls import reverse

from pages.models import PublishedDocument
from tests.newsroom import draft, story
from tests.workflows.mirrors.looks import make_ready, owed_by, see
from workflows.mirrors import lifecycle
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import DueFile, DueLook
from workflows.mirrors.observing.answers import Silent
from workflows.mirrors.observing.silence import note_silence
from workflows.mirrors.where import rows
from workflows.mirrors.where.send import CannotSend, send_again
from workflows.press import takedown
from workflows.press.press import press

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(newsroom, rita, ed, make_mirror) -> SimpleNamespace:
    """A story that two mirrors show, and everybody has seen it."""
    page = story(newsroom.world, rita, ed, title="Tower")
    mirrors = [make_mirror(name) for name in ("one", "two")]
    for mirror in mirrors:
        deliver(mirror.pk)
        see(mirror)
        mirror.refresh_from_db()
    return SimpleNamespace(page=page, one=mirrors[0], two=mirrors[1])


def screen(page) -> str:
    return reverse("mirrors_where", args=[page.pk])


def test_a_story_that_is_everywhere_is_done(there):
    where = rows.of_page(there.page.pk)
    assert (where.there, where.asked, where.is_done) == (2, 2, True)
    assert (
        where.document.edition
        == PublishedDocument.objects.get(pk=there.page.pk).edition
    )
    assert [feed.path for feed in where.feeds] == [
        "/feeds/news.xml",
        "/feeds/news/world.xml",
        "/feeds/rss.xml",
    ]
    assert {(feed.owed, feed.unseen) for feed in where.feeds} == {(0, 0)}


def test_a_mirror_that_was_seen_with_it_says_so_with_the_edition(there, ed, client):
    client.force_login(ed)
    html = client.get(reverse("mirrors_where_rows", args=[there.page.pk])).content
    edition = rows.of_page(there.page.pk).document.edition
    cells = re.sub(r"\s+", "", html.decode())
    # owed, carried, seen, behind since
    said = f"<td>–</td><td>{edition}</td><td>{edition}</td><td>–</td>"
    assert cells.count(said) == 6  # both mirrors, the API, and three feeds


def test_owed_carried_and_seen_are_told_apart(there, ed, rita):
    lifecycle.pause(there.two)
    takedown.withdraw(there.page.pk, actor=ed, reason="error")
    press()
    edition = PublishedDocument.objects.get(pk=there.page.pk).edition
    one, two = rows.of_page(there.page.pk).mirrors
    assert (one.owed, two.owed) == (edition, edition)
    assert one.since is not None
    deliver(there.one.pk)
    one, two = rows.of_page(there.page.pk).mirrors
    assert (one.owed, one.unseen > 0, one.is_there) == (None, True, False)
    assert (two.owed, two.mirror.is_carried) == (edition, False)
    see(there.one)
    where = rows.of_page(there.page.pk)
    assert (where.there, where.asked, where.is_done) == (1, 2, False)


def test_the_screen_says_what_stands_in_the_way(there, ed, client):
    takedown.withdraw(there.page.pk, actor=ed, reason="error")
    deliver(there.one.pk)
    note_silence(there.one, Silent("It did not answer in time."))
    DueFile.objects.filter(mirror=there.two).update(last_error="No space left.")
    client.force_login(ed)
    html = client.get(screen(there.page)).content.decode()
    assert "0 of 2 mirrors were seen without it." in html
    assert "It did not answer in time." in html
    assert "No space left." in html
    assert "Its address does not answer since" in html
    assert "data-done" not in html


def test_what_was_seen_instead_is_said(there, ed, client):
    takedown.withdraw(there.page.pk, actor=ed, reason="error")
    deliver(there.one.pk)
    DueLook.objects.update(seen="It is still there (200).")
    client.force_login(ed)
    html = client.get(reverse("mirrors_where_rows", args=[there.page.pk])).content
    assert b"It is still there (200)." in html


def test_a_draft_is_nowhere(newsroom, rita, ed, client):
    client.force_login(ed)
    html = client.get(screen(draft(newsroom.world, rita))).content.decode()
    assert "It has never been public, so it is nowhere." in html


def test_send_again_owes_the_storys_files_to_that_mirror_only(there, ed, client):
    client.force_login(ed)
    address = reverse("mirrors_send_again", args=[there.page.pk, there.one.pk])
    assert client.get(address).status_code == 405
    answer = client.post(address, follow=True)
    assert "one gets it again." in answer.content.decode()
    document = PublishedDocument.objects.get(pk=there.page.pk)
    assert sorted(owed_by(there.one)) == sorted(rows.paths_of(document))
    assert f"{document.html_path}index.html" in owed_by(there.one)
    assert owed_by(there.two) == []
    make_ready()
    deliver(there.one.pk)
    assert owed_by(there.one) == []


def test_what_is_followed_stays_as_it_is_while_nothing_changes(there, ed, client):
    """The panel is written anew when a byte of it differs, and the focus is lost."""
    client.force_login(ed)
    address = reverse("mirrors_where_rows", args=[there.page.pk])
    first, second = (client.get(address).content for _ in range(2))
    assert b"Send again" in first
    assert first == second
    html = client.get(screen(there.page)).content.decode()
    assert html.count("csrfmiddlewaretoken") >= 1
    assert '<form id="send-again" method="post">' in html


def test_nothing_is_sent_to_a_mirror_that_is_not_carried(there, ed, client):
    lifecycle.pause(there.one)
    there.one.refresh_from_db()
    with pytest.raises(CannotSend):
        send_again(there.one, there.page.pk)
    client.force_login(ed)
    address = reverse("mirrors_send_again", args=[there.page.pk, there.one.pk])
    answer = client.post(address, follow=True)
    assert "Resume or sync it first." in answer.content.decode()
    assert owed_by(there.one) == []


@pytest.mark.parametrize("name", ["mirrors_where", "mirrors_where_rows"])
def test_whoever_may_not_change_a_story_is_told_nothing_of_it(
    there, mallory, client, name
):
    client.force_login(mallory)
    assert client.get(reverse(name, args=[there.page.pk])).status_code == 302


def test_the_way_there_is_on_the_story(there, ed, client):
    client.force_login(ed)
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[there.page.pk]))
    assert screen(there.page) in edit.content.decode()


def test_it_costs_the_same_for_many_mirrors(
    there, make_mirror, django_assert_max_num_queries
):
    for name in ("three", "four", "five"):
        make_mirror(name)
    with django_assert_max_num_queries(12):
        rows.of_page(there.page.pk)
