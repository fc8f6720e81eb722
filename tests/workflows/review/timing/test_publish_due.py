"""Schedules: kept, one story at a time, and a failure keeps its place."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision
from wagtail.signals import page_unpublished

from pages.models import ArticlePage, PublishedDocument
from tests.newsroom import draft, story
from workflows.desk import attention
from workflows.press.models import Edition, PublishedFile
from workflows.press.press import press
from workflows.review import verbs
from workflows.review.timing import releases
from workflows.review.timing.publish_due import expire_due, publish_due

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]


def scheduled(newsroom, rita, ed, title="Budget leak", **fields):
    soon = timezone.now() + timedelta(hours=1)
    page = draft(newsroom.world, rita, title=title, go_live_at=soon, **fields)
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)
    return page


def test_nothing_of_a_scheduled_story_is_public_before_its_hour(newsroom, rita, ed):
    page = scheduled(newsroom, rita, ed)
    count = Edition.objects.count()

    publish_due()
    press()

    assert not ArticlePage.objects.get(pk=page.pk).live
    assert not PublishedDocument.objects.filter(page_id=page.pk).exists()
    assert not PublishedFile.objects.filter(path__contains="budget-leak").exists()
    assert Edition.objects.count() == count


def test_a_story_goes_out_when_its_hour_has_come(newsroom, rita, ed, time_machine):
    page = scheduled(newsroom, rita, ed)
    time_machine.move_to(timezone.now() + timedelta(hours=2))

    assert publish_due() == 1
    press()

    assert PublishedDocument.objects.get(page_id=page.pk).title == "Budget leak"


def test_a_story_that_fails_keeps_its_schedule_and_holds_up_nobody(
    newsroom, rita, ed, time_machine
):
    bad = scheduled(newsroom, rita, ed, title="Bad")
    good = scheduled(newsroom, rita, ed, title="Good")
    revision = Revision.objects.for_instance(bad).latest("pk")
    revision.content["title"] = ""
    revision.save(update_fields=["content"])
    time_machine.move_to(timezone.now() + timedelta(hours=2))

    assert publish_due() == 1

    revision.refresh_from_db()
    assert revision.approved_go_live_at is not None
    assert ArticlePage.objects.get(pk=good.pk).live
    assert not ArticlePage.objects.get(pk=bad.pk).live


def test_a_scheduled_text_that_was_tampered_with_does_not_go_out(
    newsroom, rita, ed, time_machine
):
    page = scheduled(newsroom, rita, ed)
    revision = Revision.objects.for_instance(page).latest("pk")
    revision.content["title"] = "Not what was approved"
    revision.save(update_fields=["content"])
    time_machine.move_to(timezone.now() + timedelta(hours=2))

    assert publish_due() == 0

    assert not ArticlePage.objects.get(pk=page.pk).live


def test_an_expired_story_is_withdrawn(newsroom, rita, ed, time_machine):
    later = timezone.now() + timedelta(hours=1)
    page = story(newsroom.world, rita, ed, expire_at=later)
    time_machine.move_to(later + timedelta(minutes=1))

    assert expire_due() == 1

    assert PublishedDocument.objects.get(page_id=page.pk).state == "withdrawn"


def test_a_story_that_cannot_expire_is_seen_and_holds_up_nobody(
    newsroom, rita, ed, client, time_machine
):
    later = timezone.now() + timedelta(hours=1)
    bad, good = (
        story(newsroom.world, rita, ed, title=title, expire_at=later)
        for title in ("Bad", "Good")
    )

    def fail(instance, **_):
        if instance.pk == bad.pk:
            raise RuntimeError("It cannot be taken down.")

    time_machine.move_to(later + timedelta(minutes=2))
    page_unpublished.connect(fail)
    try:
        assert expire_due() == 1
    finally:
        page_unpublished.disconnect(fail)

    assert not ArticlePage.objects.get(pk=good.pk).live
    assert ArticlePage.objects.get(pk=bad.pk).live
    checks = client.get("/health/ready").json()["checks"]
    assert checks["schedules"]["not_expired_stories"] == 1
    assert "masthead_not_expired 1.0" in client.get("/metrics").content.decode()
    assert attention.reasons().keys() == {bad.pk}

    assert expire_due() == 1
    assert not releases.not_expired().exists()
