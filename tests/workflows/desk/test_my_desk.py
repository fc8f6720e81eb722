"""My desk: each role finds what it has to do on the admin's home, and does it from there."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import WorkflowState

from pages.models import ArticlePage
from pages.models.article import Urgency
from tests.newsroom import draft, edit, story
from tests.workflows.desk.crowd import copies
from workflows.desk import tables
from workflows.desk.models import Assignment
from workflows.mirrors.models import DueFile, Mirror
from workflows.press.press import press
from workflows.press.takedown import kill
from workflows.review import lanes, verbs
from workflows.review.models import LaterReview
from workflows.review.reading import Read

pytestmark = pytest.mark.django_db


def home(client) -> dict[str, list[str]]:
    """Return each panel's heading and the texts of its rows' links, as they are read."""
    page = BeautifulSoup(client.get("/admin/").content, "html.parser")
    return {
        panel.select_one("[data-panel-heading-text]").text: [
            link.text for link in panel.select(".desk-row__headline")
        ]
        for panel in page.select(".w-panel--dashboard")
    }


def test_a_reporter_sees_drafts_what_came_back_and_what_is_live(
    newsroom, rita, ed, submitted, at_desk
):
    draft(newsroom.world, rita, title="My draft")
    draft(newsroom.world, ed, title="Somebody else's")
    verbs.send_back(submitted("My return"), user=ed, comment="Who says so?")
    submitted("My review")
    story(newsroom.world, rita, ed, title="My live one")

    client = at_desk(rita)

    assert home(client) == {
        "Came back to you": ["My return"],
        "Your drafts": ["My draft"],
        "Yours, in review or scheduled": ["My review"],
        "Yours, live": ["My live one"],
    }
    assert "Who says so?" in client.get("/admin/").content.decode()


def test_what_one_submitted_for_another_comes_back_to_both(
    newsroom, rita, ed, edna, at_desk
):
    page = draft(newsroom.world, rita, title="Rita's, sent in by Edna")
    verbs.submit(page, user=edna)
    verbs.send_back(page, user=ed, comment="Who says so?")
    for user in (rita, edna):
        assert home(at_desk(user))["Came back to you"] == ["Rita's, sent in by Edna"]
    assert "Came back to you" not in home(at_desk(ed))


def test_newer_drafts_of_others_hide_neither_ones_own_nor_what_is_overdue(
    newsroom, news_desk, rita, ed, edna, at_desk
):
    mine = draft(newsroom.world, rita, title="Mine, of last month")
    late = draft(newsroom.world, edna, title="Overdue")
    Assignment.objects.create(
        title="Overdue", desk=news_desk, page=late, due_at=timezone.now()
    )
    verbs.submit(submitted := draft(newsroom.sport, ed), user=ed)
    copies(ArticlePage.objects.get(pk=submitted.pk), [ed], tables.DRAFTS + 1)
    WorkflowState.objects.all().delete()

    assert home(at_desk(rita))["Your drafts"] == [mine.title]
    assert home(at_desk(ed))["Due in the next hours"] == ["Overdue"]
    assert len(tables.read(rita).stories) == tables.DRAFTS + 2


def test_an_editor_sees_what_waits_oldest_first_and_what_is_due(
    newsroom, news_desk, rita, ed, submitted, at_desk
):
    submitted("First")
    submitted("Second")
    tonight = draft(newsroom.world, rita, title="For tonight")
    edit(tonight, rita, go_live_at=timezone.now() + timedelta(hours=3))
    verbs.submit(tonight, user=rita)
    verbs.approve(tonight, user=ed)
    for title, hours in (("Late", -1), ("Soon", 2), ("Next week", 100)):
        due = timezone.now() + timedelta(hours=hours)
        Assignment.objects.create(title=title, desk=news_desk, due_at=due)

    assert home(at_desk(ed)) == {
        "Waits for you": ["First", "Second"],
        "Due in the next hours": ["Late", "Soon", "For tonight"],
    }


def test_an_editor_with_nothing_to_do_is_told_so(newsroom, ed, at_desk):
    assert "Nothing waits for you." in at_desk(ed).get("/admin/").content.decode()


def test_a_chief_sees_takedowns_until_no_mirror_owes_them(
    newsroom, rita, ed, chioma, at_desk
):
    page = story(newsroom.world, rita, ed, title="Wrong story")
    Mirror.objects.create(
        name="second",
        public_url="http://localhost:1",
        storage_url="file:///nowhere",
        state="paused",
    )
    kill(page.pk, actor=chioma, reason="legal")
    press()

    assert home(at_desk(chioma))["Takedowns that are still running"] == ["Wrong story"]
    assert "Takedowns that are still running" not in home(at_desk(ed))
    DueFile.objects.all().delete()
    assert "Takedowns that are still running" not in home(at_desk(chioma))


def test_what_must_not_be_missed_is_never_cut_and_of_the_rest_it_is_said_how_much(
    newsroom, rita, chioma, at_desk
):
    LaterReview.objects.bulk_create(
        LaterReview(
            page_id=7,
            headline=f"Tremor {n}",
            kind="breaking",
            revision_id=0,
            authors=[],
        )
        for n in range(20)
    )
    for n in range(20):
        draft(newsroom.world, rita, title=f"Draft {n}")

    assert len(home(at_desk(chioma))["To be reviewed after the fact"]) == 20
    client = at_desk(rita)
    assert len(home(client)["Your drafts"]) == 15
    assert "5 more on the board" in client.get("/admin/").content.decode()


def test_approving_from_home_is_one_click_and_one_confirmation(ed, submitted, at_desk):
    page = submitted()
    client = at_desk(ed)
    shown = BeautifulSoup(client.get("/admin/").content, "html.parser")
    (button,) = shown.select("[data-decide=approve]")
    read = Read.of(page.get_latest_revision()).token
    assert button["data-read"] == read
    url, query = button["href"].split("?")
    assert parse_qs(query)["read"] == [read]
    done = client.post(url, {"read": read, "next": "/admin/"}, follow=True)
    assert done.request["PATH_INFO"] == "/admin/"
    assert "“Harbor strike ends” is published." in done.content.decode()


def test_what_one_person_put_out_alone_stays_red_until_another_has_read_it(
    newsroom, rita, ed, edna, chioma, at_desk
):
    page = draft(newsroom.world, rita, title="Tremor", urgency=Urgency.FLASH)
    lanes.publish_breaking(page, user=ed)
    for user in (edna, chioma):
        assert home(at_desk(user))["To be reviewed after the fact"] == ["Tremor"]
        assert "Needs attention" not in home(at_desk(user))
    board = at_desk(edna).get("/admin/board/?shown=1")
    attention = board.context["columns"][-1][0]
    assert [story.headline for story in attention.stories] == ["Tremor"]
    assert "ed published it alone." in board.content.decode()

    lanes.close_review(LaterReview.objects.get(), user=edna, comment="Right.")

    assert "To be reviewed after the fact" not in home(at_desk(chioma))
    columns = at_desk(edna).get("/admin/board/?shown=1").context["columns"]
    assert [len(column) for column, _ in columns if column.key == "published"] == [1]
