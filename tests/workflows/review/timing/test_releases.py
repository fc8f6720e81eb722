"""Each hour that was kept or missed is written down: how late, and why."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from pages.models import ArticlePage
from tests.newsroom import edit
from workflows.press.takedown import kill
from workflows.review import verbs
from workflows.review.models import Entry, Happened, Release
from workflows.review.timing import releases
from workflows.review.timing.publish_due import publish_due

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]


@pytest.fixture
def page(embargoed, hour):
    return embargoed(embargo_until=None, go_live_at=hour)


@pytest.fixture
def broken(page, hour, time_machine) -> Revision:
    """A scheduled revision that cannot be published, and whose hour has come."""
    revision = Revision.objects.for_instance(page).latest("pk")
    Revision.objects.filter(pk=revision.pk).update(
        content=revision.content | {"title": ""}
    )
    time_machine.move_to(hour + timedelta(seconds=5))
    return revision


def failures(page) -> list[str]:
    found = Entry.objects.filter(
        page_id=page.pk, happened=Happened.SCHEDULE_FAILED
    ).order_by("at")
    return [entry.comment for entry in found]


def test_a_kept_hour_says_how_late_it_was(page, hour, time_machine):
    time_machine.move_to(hour + timedelta(seconds=4), tick=False)

    assert publish_due() == 1

    release = Release.objects.get()
    assert (release.page_id, release.due_at, release.attempts) == (page.pk, hour, 1)
    assert release.late_seconds == 4.0
    assert releases.worst_of_the_day() == 4.0
    assert not Release.objects.failing().exists()


def test_a_failure_keeps_its_place_and_is_told_once_however_often_it_is_tried(
    page, broken, hour
):
    for _ in range(3):
        assert publish_due() == 0

    release = Release.objects.failing().get()
    assert (release.attempts, release.out_at) == (3, None)
    assert "was not approved as it stands" in release.error
    assert failures(page) == [release.error]
    broken.refresh_from_db()
    assert broken.approved_go_live_at == hour
    assert releases.overdue() == []  # it was tried: this one is failing, not forgotten


def test_a_mended_story_goes_out_and_its_row_says_how_late(page, broken):
    publish_due()
    first_failed_at = Release.objects.get().first_failed_at
    Revision.objects.filter(pk=broken.pk).update(content=broken.content)

    assert publish_due() == 1

    release = Release.objects.get()
    assert ArticlePage.objects.get(pk=page.pk).live
    assert (release.attempts, release.first_failed_at) == (2, first_failed_at)
    assert (release.late_seconds or 0) >= 5
    assert not Release.objects.failing().exists()


def test_a_story_that_was_replaced_or_killed_is_not_failing_any_more(
    page, broken, rita, ed, chioma
):
    publish_due()
    later = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    edit(page, rita, title="Mended", go_live_at=later)
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)

    assert not Release.objects.failing().exists()
    kill(page.pk, actor=chioma, reason="legal")
    assert not Release.objects.failing().exists()


def test_an_hour_that_nobody_tried_to_keep_is_overdue_and_health_says_so(
    page, hour, time_machine
):
    assert Client().get("/health/ready").json()["checks"]["schedules"]["ok"]
    time_machine.move_to(hour + timedelta(minutes=6), tick=False)

    assert releases.overdue() == [hour]
    check = Client().get("/health/ready").json()["checks"]["schedules"]
    assert check == {
        "ok": False,
        "overdue_stories": 1,
        "oldest_seconds": 360.0,
        "failing_stories": 0,
        "not_expired_stories": 0,
    }


def test_metrics_count_what_is_late(page, broken):
    publish_due()

    text = Client().get("/metrics").content.decode()

    assert "masthead_failing_schedules 1.0" in text
    assert "masthead_overdue_schedules 0.0" in text
    assert "masthead_release_late_seconds 0.0" in text
