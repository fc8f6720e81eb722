"""A story on the schedule is corrected without losing its place, or taken off it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail.models import Revision

from pages.models import ArticlePage
from pages.signals import PublishRefused
from tests.forms import story_form
from tests.newsroom import edit, story
from workflows.press.takedown import kill
from workflows.review import verbs
from workflows.review.errors import NotYourDesk
from workflows.review.models import Entry, Happened
from workflows.review.timing.errors import NotOnSchedule, SayWhy
from workflows.review.timing.publish_due import publish_due
from workflows.review.timing.unschedule import unschedule

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]


@pytest.fixture
def page(embargoed, hour):
    return embargoed(embargo_until=None, go_live_at=hour)


def on_schedule(page) -> list[tuple[str, object]]:
    waiting = Revision.objects.for_instance(page).exclude(approved_go_live_at=None)
    return [(row.content["title"], row.approved_go_live_at) for row in waiting]


def entries(page, happened) -> list[Entry]:
    found = Entry.objects.filter(page_id=page.pk, happened=happened)
    return list(found.order_by("at"))


def test_a_correction_takes_the_place_once_it_is_approved_and_not_before(
    page, rita, ed, hour, time_machine
):
    edit(page, rita, title="Merger talks, corrected")
    assert on_schedule(page) == [("Merger talks", hour)]
    verbs.submit(page, user=rita)
    assert on_schedule(page) == [("Merger talks", hour)]

    verbs.approve(page, user=ed)
    assert on_schedule(page) == [("Merger talks, corrected", hour)]

    time_machine.move_to(hour + timedelta(seconds=1))
    assert publish_due() == 1
    assert ArticlePage.objects.get(pk=page.pk).title == "Merger talks, corrected"
    scheduled = entries(page, Happened.SCHEDULED)
    assert [entry.data["go_live_at"] for entry in scheduled] == [hour.isoformat()] * 2
    assert [entry.user_name for entry in scheduled] == ["ed", "ed"]


def test_if_the_hour_comes_first_the_approved_text_goes_out_and_the_correction_stays(
    page, rita, ed, hour, time_machine
):
    edit(page, rita, title="Merger talks, corrected")
    verbs.submit(page, user=rita)
    time_machine.move_to(hour + timedelta(seconds=1))

    assert publish_due() == 1
    assert ArticlePage.objects.get(pk=page.pk).title == "Merger talks"

    page = ArticlePage.objects.get(pk=page.pk)
    assert page.workflow_in_progress
    verbs.approve(page, user=ed)
    assert ArticlePage.objects.get(pk=page.pk).title == "Merger talks, corrected"


def test_the_editor_opens_it_says_so_and_never_touches_the_approved_text(
    page, rita, mallory, client, hour
):
    before = Revision.objects.get(pk=page.latest_revision_id).content
    client.force_login(rita)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])

    screen = client.get(url).content.decode()
    assert "as it was approved. What you change" in screen
    form = story_form(page, title="Merger talks, corrected")
    form["overwrite_revision_id"] = page.latest_revision_id
    assert client.post(url, form).status_code == 302

    assert on_schedule(page) == [("Merger talks", hour)]
    assert Revision.objects.get(pk=page.latest_revision_id).content == before
    newest = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert newest.title == "Merger talks, corrected"


def test_a_story_in_review_again_is_locked_as_any_other(page, rita, ed):
    verbs.submit(page, user=rita)

    lock = ArticlePage.objects.get(pk=page.pk).get_lock()

    assert lock.for_user(rita)
    assert not lock.for_user(ed)


def test_an_editor_takes_a_story_off_the_schedule_and_says_why(
    page, ed, hour, time_machine
):
    unschedule(page, user=ed, comment="The minister has canceled")

    assert on_schedule(page) == []
    (entry,) = entries(page, Happened.UNSCHEDULED)
    assert (entry.user_name, entry.comment) == ("ed", "The minister has canceled")
    time_machine.move_to(hour + timedelta(seconds=1))
    assert publish_due() == 0
    with pytest.raises(NotOnSchedule):
        unschedule(page, user=ed, comment="Again")


def test_what_was_taken_off_needs_a_new_approval(page, rita, ed, hour, time_machine):
    revision = Revision.objects.get(pk=page.latest_revision_id)
    unschedule(page, user=ed, comment="Not yet")
    time_machine.move_to(hour + timedelta(seconds=1))

    with pytest.raises(PublishRefused), transaction.atomic():
        revision.publish(skip_permission_checks=True)

    assert not ArticlePage.objects.get(pk=page.pk).live
    verbs.submit(ArticlePage.objects.get(pk=page.pk), user=rita)
    verbs.approve(page, user=ed)
    assert ArticlePage.objects.get(pk=page.pk).live


def test_only_editors_of_the_desk_take_it_off_and_never_without_a_word(
    page, rita, ed, hour
):
    with pytest.raises(NotYourDesk):
        unschedule(page, user=rita, comment="Mine")
    with pytest.raises(SayWhy):
        unschedule(page, user=ed, comment="")

    assert on_schedule(page) == [("Merger talks", hour)]
    assert entries(page, Happened.UNSCHEDULED) == []


def test_taking_an_update_off_the_schedule_leaves_the_live_text(
    newsroom, rita, ed, hour
):
    page = story(newsroom.world, rita, ed)
    edit(page, rita, title="Tomorrow", go_live_at=hour)
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)

    unschedule(page, user=ed, comment="Not yet")

    live = ArticlePage.objects.get(pk=page.pk)
    assert (live.live, live.title, on_schedule(page)) == (
        True,
        "Harbor strike ends",
        [],
    )


def test_a_kill_takes_it_off_the_schedule_and_the_record_says_so(page, chioma):
    kill(page.pk, actor=chioma, reason="legal")

    (entry,) = entries(page, Happened.UNSCHEDULED)
    assert entry.user_name == "chioma"
    assert on_schedule(page) == []
