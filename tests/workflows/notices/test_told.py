"""Who is told of what on a story's road: rows in the transaction, nothing sent inside it."""

import json

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from pages.models import ArticlePage
from tests.forms import story_form
from tests.newsroom import desk, draft, edit, person, story
from tests.workflows.notices.owed import owe
from workflows.desk.models import Desk
from workflows.notices.events import of_edition
from workflows.notices.models import Notice, Preferences, Webhook
from workflows.notices.rules import Kind
from workflows.notices.send import send
from workflows.notices.tell import Event, tell
from workflows.notices.webhooks import payload
from workflows.press import takedown
from workflows.press.models import Action, Edition
from workflows.review import lanes, ledger, verbs
from workflows.review.models import Happened, LaterReview
from workflows.review.reading import Read

pytestmark = pytest.mark.django_db


def told(kind):
    """User names of those who are owed a notice of this kind."""
    owed = Notice.objects.owed().filter(kind=kind).exclude(user=None)
    return set(owed.values_list("user__username", flat=True))


@pytest.fixture(autouse=True)
def nothing_yet(newsroom):
    Notice.objects.all().delete()


def test_a_submission_is_told_to_editors_who_did_not_write_it(
    newsroom, rita, ed, edna, chioma
):
    page = draft(newsroom.world, rita)
    edit(page, edna, dek="Edna's own words.")

    verbs.submit(page, user=rita)

    assert told("submitted") == {"ed", "chioma"}


def test_of_a_desk_its_own_editors_are_told_and_only_if_there_are_none_the_others(
    newsroom, rita, ed, edna, chioma
):
    group = desk("Sport desk", newsroom.sport, "change")
    sporty = person("sporty", "Sport desk")
    sporty.email = "sporty@courier.example"
    sporty.save()
    ed.groups.add(group)
    Desk.objects.create(name="Sport", group=group).sections.add(newsroom.sport)

    verbs.submit(draft(newsroom.sport, rita), user=rita)

    assert told("submitted") == {"ed"}  # Sporty may not see the admin
    Notice.objects.all().delete()
    ed.groups.remove(group)
    verbs.submit(draft(newsroom.sport, rita, title="Second"), user=rita)
    assert told("submitted") == {"ed", "edna", "chioma"}


def test_a_story_sent_back_is_told_to_its_reporter_with_the_comment(newsroom, rita, ed):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)

    verbs.send_back(page, user=ed, comment="Who says so?")

    notice = Notice.objects.get()
    assert (notice.kind, notice.user, notice.said) == (
        "sent back",
        rita,
        "Who says so?",
    )
    assert (notice.headline, notice.actor_name) == ("Harbor strike ends", "ed")


def test_an_approval_that_publishes_is_one_notice_not_three(newsroom, rita, ed):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)

    verbs.approve(page, user=ed)

    assert told("published") == {"rita"}
    assert Notice.objects.count() == 1


def test_of_what_a_schedule_let_out_the_approver_is_named(newsroom, rita, ed):
    story(
        newsroom.world, rita, ed
    )  # approved by a verb: no request says who is at work

    assert Notice.objects.get(kind="published").actor_name == "ed"


def test_an_update_is_told_to_those_whose_story_it_is(newsroom, rita, ed, edna):
    page = story(newsroom.world, rita, ed)
    Notice.objects.all().delete()
    edit(page, edna, dek="New.")

    verbs.submit(page, user=edna)
    verbs.approve(page, user=ed)

    assert told("updated") == {"rita", "edna"}
    assert Notice.objects.count() == 2


def test_a_minor_update_is_told_to_nobody():
    edition = Edition(number=1, action=Action.UPDATE, page_id=7)
    assert of_edition(edition).kind == "updated"

    edition.significance = "minor"

    assert of_edition(edition) is None


def test_a_kill_is_told_to_chiefs_desk_and_those_whose_story_it_is_and_to_nobody_else(
    newsroom, rita, ed, edna, chioma, mallory
):
    group = desk("World desk", newsroom.world, "change")
    for user in (edna, mallory):
        user.email = f"{user}@courier.example"
        user.save()
        user.groups.add(group)
    Desk.objects.create(name="World", group=group).sections.add(newsroom.world)
    boss = person("boss", "Chief editors")
    boss.email = "boss@courier.example"
    boss.save()
    page = story(newsroom.world, rita, ed)
    Notice.objects.all().delete()

    takedown.kill(page.pk, actor=chioma, reason="legal")

    # Mallory is of the desk and may not see the admin; Chioma did it herself.
    assert told("killed") == {"boss", "edna", "rita"}
    assert set(Notice.objects.values_list("kind", "reason")) == {("killed", "legal")}


def test_what_a_kill_overtakes_is_never_told(newsroom, rita, ed, chioma):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)
    assert told("submitted")

    takedown.kill(page.pk, actor=chioma, reason="legal")

    assert set(Notice.objects.values_list("kind", flat=True)) == {"killed"}


@pytest.mark.parametrize(
    ("happened", "kind", "who"),
    [
        (Happened.SCHEDULE_FAILED, "schedule failed", {"chioma"}),
        (Happened.LIFT_ASKED, "lift asked", {"edna", "chioma"}),
        (Happened.LEGAL_FLAGGED, "legal flagged", {"leo"}),
        (Happened.LEGAL_UNFLAGGED, "legal unflagged", set()),
    ],
)
def test_the_record_is_told(newsroom, rita, ed, edna, chioma, happened, kind, who):
    leo = person("leo", "Legal")
    leo.email = "leo@courier.example"
    leo.save()
    page = draft(newsroom.world, rita)

    ledger.enter(happened, page, user=ed)

    assert told(kind) == who


def test_what_one_person_let_out_is_told_to_chiefs_and_to_those_who_may_read_it_now(
    newsroom, rita, ed, edna, chioma
):
    boss = person("boss", "Chief editors")
    boss.email = "boss@courier.example"
    boss.save()
    Preferences.objects.create(user=boss, muted=["break-glass"])
    page = draft(newsroom.world, rita)

    lanes.break_glass(page, user=chioma, reason="The harbor burns and I am alone here.")

    assert told("break-glass") == {"boss"}
    assert told("review owed") == {"ed", "edna", "boss"}
    assert told("published") == {"rita"}
    assert (
        Notice.objects.filter(kind="review owed")
        .first()
        .link.startswith("/admin/reviews/")
    )


def test_whoever_reads_it_afterwards_spares_the_others(newsroom, rita, edna, chioma):
    page = draft(newsroom.world, rita)
    lanes.break_glass(page, user=chioma, reason="The harbor burns and I am alone here.")
    assert told("review owed")

    lanes.close_review(LaterReview.objects.get(), user=edna, comment="Right.")

    assert not told("review owed")


@pytest.mark.parametrize(
    ("happened", "untrue"),
    [
        ("approved", {"submitted"}),
        ("published", {"submitted", "taken out", "schedule failed", "lift asked"}),
        ("corrected", {"submitted", "taken out", "schedule failed", "lift asked"}),
    ],
)
def test_what_is_no_longer_true_is_not_told(newsroom, rita, ed, happened, untrue):
    page_id = draft(newsroom.world, rita).pk
    told_anyway = {"sent back", "legal flagged"}
    for kind in untrue | told_anyway:
        owe(ed, page_id=page_id, kind=kind)

    tell(Event(Kind(happened), page_id=page_id))

    left = set(Notice.objects.values_list("kind", flat=True))
    assert left - {happened} == told_anyway


def test_of_a_review_that_a_lane_ends_nobody_reads_that_the_story_is_a_draft(
    newsroom, rita, chioma
):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)

    lanes.break_glass(page, user=chioma, reason="The harbor burns and I am alone here.")

    assert told("taken out") == told("submitted") == set()
    assert told("published") == {"rita"}


def test_nobody_is_told_without_an_address_or_an_account_in_use(
    newsroom, rita, ed, edna
):
    ed.email = ""
    ed.save()
    edna.is_active = False
    edna.save()

    verbs.submit(draft(newsroom.world, rita), user=rita)

    assert told("submitted") == {"chioma"}


def test_what_somebody_does_not_want_is_not_written_but_for_what_all_must_know(
    newsroom, rita, ed, chioma
):
    Preferences.objects.create(user=rita, muted=["published", "killed"])
    page = story(newsroom.world, rita, ed)
    assert told("published") == set()

    takedown.kill(page.pk, actor=chioma, reason="legal")

    assert told("killed") == {"rita"}


def test_what_is_rolled_back_is_told_to_nobody(newsroom, rita):
    page = draft(newsroom.world, rita)

    with transaction.atomic():
        verbs.submit(page, user=rita)
        assert Notice.objects.exists()
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


def test_a_fault_of_ours_holds_up_no_kill(
    newsroom, rita, ed, chioma, monkeypatch, caplog
):
    page = story(newsroom.world, rita, ed)
    Notice.objects.all().delete()
    monkeypatch.setattr("workflows.notices.tell.may_be_told", 1 / 1)

    takedown.kill(page.pk, actor=chioma, reason="legal")

    page.refresh_from_db()
    assert not page.live
    assert not Notice.objects.exists()
    assert "notice_lost" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_wagtail_sends_nothing_within_a_request_and_we_send_it_once_afterwards(
    newsroom, rita, ed, edna, client, post
):
    page = draft(newsroom.world, rita)
    client.force_login(rita)
    Notice.objects.all().delete()
    client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        story_form(page) | {"action-submit": "1"},
    )
    assert (mail.outbox, post.mails) == ([], [])
    assert send() == 3
    page.refresh_from_db()
    client.force_login(ed)
    state = page.current_workflow_task_state
    client.post(
        reverse(
            "wagtailadmin_pages:workflow_action", args=[page.pk, "reject", state.pk]
        ),
        {"comment": "Who says so?", "read": _read(page)},
    )
    assert len(post.mails) == 3
    assert send() == 1
    assert send() == 0

    subjects = [(mail["To"].split("@")[0], mail["Subject"]) for mail in post.mails]
    assert sorted(subjects[:3]) == [
        ("chioma", "Submitted: Harbor strike ends"),
        ("ed", "Submitted: Harbor strike ends"),
        ("edna", "Submitted: Harbor strike ends"),
    ]
    assert subjects[3:] == [("rita", "Sent back: Harbor strike ends")]


def _read(page):
    return Read.of(page.get_latest_revision()).token


def test_of_a_killed_story_no_word_leaves_by_webhook(newsroom, rita, ed, chioma):
    hook = Webhook(name="#desk", kinds=[])
    hook.url = "https://hooks.example/x"
    hook.save()
    page = story(newsroom.world, rita, ed)
    now = timezone.now()
    # Claimed by a worker just before: nothing can overtake it any more.
    older = Notice(kind="published", page_id=page.pk, headline=page.title, at=now)

    takedown.kill(page.pk, actor=chioma, reason="legal")

    killed = Notice.objects.get(webhook=hook)
    assert (killed.kind, killed.reason) == ("killed", "legal")
    for notice in (killed, older):
        told_outside = json.dumps(payload(notice))
        assert "arbor" not in told_outside
        assert "chioma" not in told_outside
    assert payload(killed)["masthead"]["story"] == page.pk
    assert payload(killed)["text"].startswith(f"Killed: #{page.pk} legal <http")


def test_a_desks_webhook_is_told_of_its_own_stories_and_of_what_it_asked_for(
    newsroom, rita, ed
):
    group = desk("Sport desk", newsroom.sport, "change")
    sport = Desk.objects.create(name="Sport", group=group)
    sport.sections.add(newsroom.sport)
    for name, of in (("#sport", sport), ("#all", None)):
        Webhook.objects.create(name=name, desk=of, kinds=["submitted"])

    verbs.submit(draft(newsroom.world, rita), user=rita)
    verbs.submit(draft(newsroom.sport, rita), user=rita)

    told_outside = Notice.objects.exclude(webhook=None).order_by("pk")
    assert [notice.webhook.name for notice in told_outside] == [
        "#all",
        "#all",
        "#sport",
    ]
    verbs.send_back(ArticlePage.objects.first(), user=ed, comment="No.")
    assert told_outside.count() == 3
