"""Withdraw and kill: gone at once, everywhere, and first in every queue."""

import json

import pytest
from billiard.exceptions import SoftTimeLimitExceeded
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from structlog.testing import capture_logs

from pages.models import ArticlePage, PublishedDocument, Use
from pages.signals import about_to_go_live
from tests.newsroom import draft, picture, story
from workflows.press import owed, store, takedown
from workflows.press.models import DuePage, Edition, PublishedFile
from workflows.press.press import press
from workflows.press.signals import tree_changed
from workflows.review import verbs

pytestmark = pytest.mark.django_db

TITLE = "Mayor accused by mistake"


@pytest.fixture
def cranes(newsroom):
    return picture()


@pytest.fixture
def victim(newsroom, rita, ed, cranes):
    shared = picture(title="Shared", color="teal")
    story(newsroom.world, rita, ed, title="Another story", lead_picture=shared)
    return story(
        newsroom.world,
        rita,
        ed,
        title=TITLE,
        lead_picture=cranes,
        body=[("image", {"picture": shared, "layout": "wide"})],
    )


def everything_public():
    """Return every byte that is public: documents and standing files."""
    files = PublishedFile.objects.standing()
    parts = [store.read(file.digest) for file in files]
    parts += [file.path.encode() for file in files]
    for row in PublishedDocument.objects.all().values():
        parts.append(json.dumps(row, default=str).encode())
    return b"\n".join(parts)


def test_a_kill_leaves_no_trace_of_the_story(victim, chioma):
    takedown.kill(victim.pk, actor=chioma, reason="legal")
    press()

    left = everything_public()
    assert TITLE.encode() not in left
    assert victim.slug.encode() not in left


def test_a_kill_is_effective_in_the_api_before_anything_is_pressed(victim, chioma):
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")

    row = PublishedDocument.objects.get(page_id=victim.pk)
    assert row.state == "killed"
    assert json.loads(row.document) == {
        "message": "This story is no longer available.",
        "id": victim.pk,
        "meta": {
            "type": "pages.ArticlePage",
            "detail_url": f"/api/v2/pages/{victim.pk}/",
            "state": "killed",
            "edition": edition.number,
            "at": edition.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "reason": "legal",
        },
    }
    assert not PublishedFile.objects.standing().filter(
        path=f"/api/v2/pages/{victim.pk}/index.json"
    )


def test_a_kill_takes_pictures_nobody_else_uses_and_leaves_the_others(victim, chioma):
    row = PublishedDocument.objects.get(page_id=victim.pk)
    form = json.loads(row.document)
    own, shared = (
        form["lead_picture"]["src"],
        form["body"][0]["value"]["picture"]["src"],
    )

    takedown.kill(victim.pk, actor=chioma, reason="privacy")

    standing = PublishedFile.objects.standing()
    assert not standing.filter(path=own).exists()
    assert standing.filter(path=shared).exists()
    assert not Use.objects.filter(page_id=victim.pk).exists()


def test_a_withdrawal_leaves_a_notice_without_the_headline(victim, chioma):
    takedown.withdraw(
        victim.pk, actor=chioma, reason="error", note="We got this wrong."
    )
    press()

    notice = PublishedFile.objects.standing().get(path__endswith="/gone.html")
    text = store.read(notice.digest).decode()
    assert notice.path == f"/news/world/{victim.slug}/gone.html"
    assert "We got this wrong." in text
    assert TITLE not in text
    assert TITLE.encode() not in everything_public()


def test_a_takedown_is_urgent_for_the_files_and_for_the_fronts(victim, chioma):
    heard = []

    def hear(files, urgent, **kwargs):
        heard.append(urgent)

    tree_changed.connect(hear)
    takedown.kill(victim.pk, actor=chioma, reason="legal")
    fronts = DuePage.objects.all()
    assert fronts
    assert all(row.urgent for row in fronts)
    press()
    tree_changed.disconnect(hear)

    assert heard
    assert all(heard)


def test_a_killed_draft_loses_its_review_and_its_approval_counts_no_more(
    newsroom, rita, chioma
):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)

    takedown.kill(page.pk, actor=chioma, reason="source")

    assert page.current_workflow_state is None
    assert not ArticlePage.objects.get(pk=page.pk).live


def test_an_unknown_reason_or_page_is_refused_and_changes_nothing(victim, chioma):
    count = Edition.objects.count()

    with pytest.raises(takedown.TakedownRefused, match="none of: legal"):
        takedown.kill(victim.pk, actor=chioma, reason="because")
    with pytest.raises(takedown.TakedownRefused, match="There is no page 999999"):
        takedown.kill(999_999, actor=chioma, reason="legal")

    assert Edition.objects.count() == count
    assert ArticlePage.objects.get(pk=victim.pk).live


def test_the_command_kills_and_names_the_edition(victim, chioma, capsys):
    call_command("kill_story", victim.pk, reason="legal", user="chioma")

    edition = Edition.objects.order_by("-number").first()
    assert f"Killed at edition {edition.number}." in capsys.readouterr().out
    assert edition.actor_name == "chioma"
    with pytest.raises(CommandError, match="no such user"):
        call_command("kill_story", victim.pk, reason="legal", user="nobody")


def test_a_chief_kills_from_the_admin_and_must_give_a_reason(victim, chioma, client):
    client.force_login(chioma)
    url = reverse("press_takedown", args=[victim.pk])

    client.post(url, {"action": "kill", "reason": ""})
    assert ArticlePage.objects.get(pk=victim.pk).live

    client.post(url, {"action": "kill", "reason": "legal"})
    assert PublishedDocument.objects.get(page_id=victim.pk).state == "killed"
    assert Edition.objects.order_by("-number").first().actor_name == "chioma"


@pytest.mark.parametrize("who", ["rita", "ed", "mallory"])
def test_nobody_but_a_chief_takes_a_story_down(victim, client, request, who):
    user = request.getfixturevalue(who)
    client.force_login(user)
    url = reverse("press_takedown", args=[victim.pk])

    client.get(url)
    client.post(url, {"action": "kill", "reason": "legal"})

    assert ArticlePage.objects.get(pk=victim.pk).live
    assert PublishedDocument.objects.get(page_id=victim.pk).state == "live"


def feed():
    file = PublishedFile.objects.standing().get(path="/feeds/rss.xml")
    return store.read(file.digest).decode()


def test_a_kill_presses_what_shows_the_story_itself_once_it_has_committed(
    victim, chioma, newsroom, django_capture_on_commit_callbacks
):
    edition = Edition.objects.order_by("-number").first()
    owed.owe([newsroom.sport.pk], edition.number, rank=0)
    assert TITLE in feed()

    with django_capture_on_commit_callbacks(execute=True):
        takedown.kill(victim.pk, actor=chioma, reason="legal")

    assert TITLE not in feed()
    assert TITLE.encode() not in everything_public()
    left = DuePage.objects.get()  # what is not urgent is the worker's
    assert (left.page_id, left.attempts) == (newsroom.sport.pk, 0)


def test_a_press_that_fails_after_a_kill_undoes_nothing_and_is_left_to_the_worker(
    victim, chioma, django_capture_on_commit_callbacks
):
    def fails(**_):
        raise SoftTimeLimitExceeded

    about_to_go_live.connect(fails)
    with (
        capture_logs() as lines,
        django_capture_on_commit_callbacks(execute=True),
    ):
        takedown.kill(victim.pk, actor=chioma, reason="legal")
    about_to_go_live.disconnect(fails)

    assert "urgent_press_failed" in [line["event"] for line in lines]
    assert PublishedDocument.objects.get(page_id=victim.pk).state == "killed"
    assert TITLE in feed()
    DuePage.objects.update(next_at=timezone.now())
    press()
    assert TITLE not in feed()


def test_a_follower_that_cannot_be_pressed_is_told_where_stories_are_taken_down(
    victim, chioma, client, newsroom
):
    takedown.kill(victim.pk, actor=chioma, reason="legal")

    def fails(sender, page, **_):
        if page.pk == newsroom.world.pk:
            raise OSError("no such picture")

    about_to_go_live.connect(fails)
    with capture_logs() as lines:
        press()
    about_to_go_live.disconnect(fails)

    (line,) = [line for line in lines if line["event"] == "takedown_incomplete"]
    assert (line["log_level"], line["story"]) == ("error", newsroom.world.pk)
    assert line["error"] == "no such picture"
    client.force_login(chioma)
    url = reverse("press_takedown", args=[newsroom.sport.pk])
    screen = client.get(url).content.decode()
    assert "1 page could not be pressed" in screen
    assert "OSError: no such picture" in screen
    assert "World" in screen
    DuePage.objects.update(next_at=timezone.now())
    press()
    assert "could not be pressed" not in client.get(url).content.decode()
