"""The board as people meet it: what stands where, what is offered, what the buttons do."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from pages.models import ArticlePage, Author, Byline
from tests.newsroom import desk, draft, edit, person, story
from workflows.desk.models import Assignment, BoardSetting
from workflows.desk.wagtail_hooks import brief_button
from workflows.press.models import DuePage
from workflows.review import verbs
from workflows.review.legal.flags import flag
from workflows.review.models import Approval, Release
from workflows.review.reading import Read

pytestmark = pytest.mark.django_db

BOARD = "/admin/board/"


def columns(client, query: str = "shown=1") -> dict[str, list[str]]:
    """Return each column's headlines, as this person's board shows them."""
    context = client.get(f"{BOARD}?{query}").context
    return {
        str(column.title): [plan.title for plan in column.plans]
        + [card.story.headline for card in cards]
        for column, cards in context["columns"]
    }


def cards(client) -> dict[str, object]:
    shown = client.get(f"{BOARD}?shown=1").context["columns"]
    return {card.story.headline: card for _, cards in shown for card in cards}


def test_each_story_stands_where_the_rules_have_put_it(
    newsroom, news_desk, rita, ed, submitted, at_desk
):
    Assignment.objects.create(title="Ferry prices", desk=news_desk)
    draft(newsroom.world, rita, title="A draft")
    submitted("In review")
    verbs.send_back(submitted("Came back"), user=ed, comment="Who says so?")
    later = draft(newsroom.world, rita, title="For tonight")
    edit(later, rita, go_live_at=timezone.now() + timedelta(hours=3))
    verbs.submit(later, user=rita)
    verbs.approve(later, user=ed)
    story(newsroom.world, rita, ed, title="Out today")
    broken = story(newsroom.world, rita, ed, title="Stuck in the press")
    DuePage.objects.create(
        page_id=broken.pk, edition=1, rank=0, next_at=timezone.now(), last_error="Boom."
    )

    assert columns(at_desk(ed)) == {
        "Planned": ["Ferry prices"],
        "Draft": ["A draft"],
        "Sent back": ["Came back"],
        "Editor approval": ["In review"],
        "Legal check": [],
        "Scheduled": ["For tonight"],
        "Published today": ["Out today"],
        "Needs attention": ["Stuck in the press"],
    }


def test_a_card_shows_the_newest_revision(newsroom, rita, ed, submitted, at_desk):
    page = submitted("First headline")
    verbs.send_back(page, user=ed, comment="Longer.")
    newest = page.get_latest_revision_as_object()
    newest.title, newest.urgency = "Better headline", 1
    newest.body = [("paragraph", "<p>One two <b>three</b>.</p><p>Four.</p>")]
    newest.bylines.set(
        [Byline(author=Author.objects.create(name="Ada Lint", slug="a"))]
    )
    newest.save_revision(user=rita)

    card = cards(at_desk(ed))["Better headline"]

    assert (card.story.words, card.story.byline) == (4, "Ada Lint")
    assert (card.story.urgency, card.story.section) == (1, "World")
    assert card.story.returned.comment == "Longer."


def test_the_words_on_a_card_are_those_of_the_story(newsroom, rita, ed, at_desk):
    body = [
        (
            "paragraph",
            "<p>One two <b>three</b>.</p><ul><li>Four</li><li>five</li></ul>",
        ),
        ("heading", "Six seven"),
        ("quote", {"text": "Eight.", "speaker": "Nine Ten", "speaker_role": ""}),
        ("facts", {"title": "Eleven", "items": ["Twelve thirteen"]}),
    ]
    page = draft(newsroom.world, rita, body=body)

    shown = cards(at_desk(ed))["Harbor strike ends"].story.words

    assert shown == page.word_count == 13


def test_only_who_may_approve_is_offered_it(rita, ed, mallory, submitted, at_desk):
    submitted("Mine")
    by_rita = cards(at_desk(rita))["Mine"]
    by_ed = cards(at_desk(ed))["Mine"]
    assert (by_rita.decides, by_rita.approves) == (False, False)
    assert (by_ed.decides, by_ed.approves) == (True, True)


def test_nobody_is_offered_to_approve_what_they_submitted(newsroom, ed, edna, at_desk):
    page = draft(newsroom.world, ed, title="By Ed")
    verbs.submit(page, user=ed)
    mine, others = cards(at_desk(ed))["By Ed"], cards(at_desk(edna))["By Ed"]
    assert (mine.decides, mine.approves) == (True, False)
    assert (others.decides, others.approves) == (True, True)


def test_a_desk_sees_and_decides_its_own_section_only(newsroom, rita, ed, at_desk):
    group = desk("Sport desk", newsroom.sport, "add", "change")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    sam = person("sam", group.name)
    for section, title in ((newsroom.sport, "Regatta"), (newsroom.world, "Summit")):
        verbs.submit(draft(section, rita, title=title), user=rita)

    seen = cards(at_desk(sam))

    assert list(seen) == ["Regatta"]
    assert seen["Regatta"].approves
    page = ArticlePage.objects.get(title="Summit")
    url = reverse("board:decide", args=[page.pk, "approve"])
    assert at_desk(sam).post(url, {}).status_code == 404
    assert not Approval.objects.filter(page_id=page.pk).exists()


def test_filters_are_in_the_address_and_come_back(
    newsroom, news_desk, rita, ed, submitted, at_desk
):
    submitted("Flash", urgency=1)
    submitted("Feature", urgency=8)
    verbs.submit(draft(newsroom.sport, ed, title="Regatta"), user=ed)
    client = at_desk(ed)

    def in_review(query: str) -> list[str]:
        return columns(client, query)["Editor approval"]

    assert in_review("urgency=3") == ["Flash"]
    assert in_review(f"person={ed.pk}") == ["Regatta"]
    assert in_review(f"desk={news_desk.pk}") == ["Flash", "Feature"]
    assert BoardSetting.objects.get(user=ed).query == f"desk={news_desk.pk}"
    assert client.get(BOARD)["Location"] == f"{BOARD}?desk={news_desk.pk}"
    assert in_review("shown=1") == ["Flash", "Feature", "Regatta"]
    assert client.get(BOARD).status_code == 200


def test_a_query_that_makes_no_sense_filters_nothing(ed, submitted, at_desk):
    submitted("Flash")
    assert columns(at_desk(ed), "desk=x&person=999&urgency=loud")["Editor approval"]
    assert columns(at_desk(ed), f"desk={'9' * 300}")["Editor approval"]
    assert BoardSetting.objects.get(user=ed).query == ""


def test_approving_from_a_card_publishes_what_was_read(ed, submitted, at_desk):
    page = submitted()
    client = at_desk(ed)
    read = cards(client)["Harbor strike ends"].story.read
    url = reverse("board:decide", args=[page.pk, "approve"])

    answer = client.post(
        url, {"read": read, "comment": "Fine."}, headers={"Accept": "application/json"}
    )

    assert (answer.status_code, answer.json()) == (
        200,
        {"said": "“Harbor strike ends” is published."},
    )
    assert ArticlePage.objects.get(pk=page.pk).live
    assert Approval.objects.get(page_id=page.pk).comment == "Fine."


def hidden(html: str) -> dict[str, str]:
    """Return what the form of a decision posts unseen."""
    form = BeautifulSoup(html, "html.parser").select_one("form:has([name=comment])")
    return {
        each["name"]: each.get("value", "") for each in form.select("[type=hidden]")
    }


def test_a_text_that_changed_since_the_card_was_read_is_shown_with_its_changes(
    ed, edna, submitted, at_desk
):
    page = submitted()
    client = at_desk(ed)
    read = cards(client)["Harbor strike ends"].story.read
    edit(page, edna, dek="Something else altogether.")
    url = reverse("board:decide", args=[page.pk, "approve"])
    said = {"read": read, "comment": "Fine by me."}

    in_dialog = client.post(url, said, headers={"Accept": "application/json"})
    linked = client.get(url, {"read": read}).content.decode()
    refused = client.post(url, said)

    assert (in_dialog.status_code, refused.status_code) == (409, 409)
    assert in_dialog.json()["changed"]
    assert "The text changed since you read it" in in_dialog.json()["said"]
    screen = refused.content.decode()
    for shown in (linked, screen):
        assert "The text changed since you read it" in shown
        assert '<span class="addition">Something' in shown
        assert "Fine by me." in shown
    assert not ArticlePage.objects.get(pk=page.pk).live
    assert not Approval.objects.filter(page_id=page.pk).exists()

    client.post(url, hidden(screen) | {"comment": "Fine by me."})

    assert ArticlePage.objects.get(pk=page.pk).live
    assert Approval.objects.get(page_id=page.pk).comment == "Fine by me."
    assert "Fine by me." not in client.get(url).content.decode()


@pytest.mark.parametrize("verb", ["approve", "send-back"])
def test_a_decision_that_does_not_say_what_was_read_is_asked_again(
    ed, edna, submitted, at_desk, verb
):
    page = submitted()
    edit(page, edna, dek="Something else altogether.")
    client = at_desk(ed)
    url = reverse("board:decide", args=[page.pk, verb])
    asked = client.get(url).content.decode()
    assert '<span class="addition">Something' in asked
    (title,) = BeautifulSoup(asked, "html.parser").select("h1")
    assert "Harbor strike ends" in title.text

    refused = client.post(url, {"comment": "Fine."})

    assert refused.status_code == 409
    assert page.current_workflow_state.status == "in_progress"
    client.post(url, hidden(asked) | {"comment": "Fine."})
    assert ArticlePage.objects.get(pk=page.pk).current_workflow_task_state is None


@pytest.mark.parametrize(
    ("is_flagged", "button"),
    [(False, "Approve and publish"), (True, "Approve, then legal check")],
)
def test_the_button_says_what_an_approval_leads_to(
    ed, submitted, at_desk, is_flagged, button
):
    page = submitted()
    if is_flagged:
        flag(page, user=ed, why="Who is the source?")
    client = at_desk(ed)
    url = reverse("board:decide", args=[page.pk, "approve"])

    in_dialog = client.get(url, headers={"Accept": "application/json"})

    assert in_dialog.json() == {"button": button}
    assert f">{button}</button>" in client.get(url).content.decode()


def test_sending_back_asks_what_to_change(ed, submitted, at_desk):
    page = submitted()
    client = at_desk(ed)
    url = reverse("board:decide", args=[page.pk, "send-back"])
    silent = client.post(url, {"comment": ""}, headers={"Accept": "application/json"})
    assert silent.status_code == 409
    assert page.current_workflow_state.status == "in_progress"

    read = Read.of(page.get_latest_revision()).token
    said = {"comment": "Who says so?", "next": "/admin/", "read": read}
    answer = client.post(url, said)

    assert answer["Location"] == "/admin/"
    state = ArticlePage.objects.get(pk=page.pk).current_workflow_state
    assert state.status == "needs_changes"
    assert state.current_task_state.comment == "Who says so?"


def test_the_columns_are_fetched_again_only_when_something_changed(
    ed, submitted, at_desk, django_assert_max_num_queries
):
    client = at_desk(ed)
    submitted("First")
    first = client.get(f"{BOARD}columns/")
    assert "First" in first.content.decode()
    known = {"If-None-Match": first["ETag"]}
    with django_assert_max_num_queries(9):
        again = client.get(f"{BOARD}columns/", headers=known)
    submitted("Second")
    changed = client.get(f"{BOARD}columns/", headers=known)
    assert (again.status_code, changed.status_code) == (304, 200)
    assert "Second" in changed.content.decode()


def test_a_schedule_that_failed_needs_attention(rita, ed, submitted, at_desk):
    page = submitted("Missed its hour")
    revision = page.latest_revision
    Release.objects.create(
        page_id=page.pk,
        revision_id=revision.pk,
        due_at=timezone.now(),
        error="The slug is taken.",
    )
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now())
    client = at_desk(ed)
    assert columns(client)["Needs attention"] == ["Missed its hour"]
    assert "The slug is taken." in client.get(f"{BOARD}?shown=1").content.decode()


def test_legal_sees_what_waits_for_it_and_nothing_else(
    newsroom, news_desk, rita, ed, submitted, at_desk
):
    page = submitted("Whose money?")
    submitted("Harmless")
    flag(page, user=ed, why="Who is the source?")
    Assignment.objects.create(title="A brief", desk=news_desk, page=page)
    Assignment.objects.create(title="A pitch", desk=news_desk)
    lou = person("lou", "Legal")
    assert cards(at_desk(lou)) == {}
    assert columns(at_desk(lou))["Planned"] == []
    assert [list(brief_button(page, user)) == [] for user in (lou, ed)] == [True, False]
    verbs.approve(page, user=ed)

    shown = cards(at_desk(lou))

    assert list(shown) == ["Whose money?"]
    assert (shown["Whose money?"].decides, shown["Whose money?"].approves) == (
        True,
        True,
    )
    url = reverse("board:decide", args=[page.pk, "approve"])
    done = at_desk(lou).post(
        url, {"read": shown["Whose money?"].story.read}, follow=True
    )
    assert "“Whose money?” is published." in done.content.decode()
