"""No door lets a story out under its embargo: the gate is asked at all of them."""

import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from structlog.testing import capture_logs
from wagtail.models import Page, Revision

from pages.content_hash import content_hash_of
from pages.models import ArticlePage, PublishedDocument
from pages.signals import PublishRefused
from tests.forms import story_form
from tests.newsroom import draft, edit
from workflows.press.models import Edition
from workflows.press.press import press
from workflows.press.sweep import sweep
from workflows.press.takedown import kill
from workflows.review import verbs
from workflows.review.errors import NotReady
from workflows.review.models import Approval
from workflows.review.reading import Read
from workflows.review.timing.errors import BeforeItsHour, EmbargoBinds
from workflows.review.timing.publish_due import publish_due

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]


@pytest.fixture
def page(embargoed):
    return embargoed()


def scheduled(page) -> Revision:
    return Revision.objects.for_instance(page).exclude(approved_go_live_at=None).get()


def stays_inside(page, hour) -> None:
    """It is public nowhere, and waits for its hour as before."""
    sweep()
    press()
    assert not ArticlePage.objects.get(pk=page.pk).live
    assert not PublishedDocument.objects.filter(page_id=page.pk).exists()
    assert not Edition.objects.filter(page_id=page.pk).exists()
    assert scheduled(page).approved_go_live_at == hour


def tamper(revision: Revision, **content: object) -> None:
    Revision.objects.filter(pk=revision.pk).update(content=revision.content | content)


def test_without_an_hour_of_its_own_it_goes_out_when_the_embargo_ends(page, hour):
    assert page.go_live_at == hour
    stays_inside(page, hour)


def test_a_shell_only_schedules_it_again(page, hour):
    scheduled(page).publish(skip_permission_checks=True)

    stays_inside(page, hour)


def test_a_page_set_live_by_hand_is_refused(page, hour):
    text = scheduled(page).as_object()
    text.live = True

    with pytest.raises(BeforeItsHour), transaction.atomic():
        text.save()

    stays_inside(page, hour)


def test_a_row_set_live_by_sql_is_pressed_nowhere(page):
    Page.objects.filter(pk=page.pk).update(live=True)
    with capture_logs() as logs:
        sweep()
    press()

    assert "changed_without_approval" in {log["event"] for log in logs}
    assert not PublishedDocument.objects.filter(page_id=page.pk).exists()
    assert not Edition.objects.filter(page_id=page.pk).exists()


def test_an_hour_of_the_schedule_moved_by_sql_is_moved_back(page, hour):
    early = timezone.now() - timedelta(minutes=1)
    Revision.objects.filter(pk=scheduled(page).pk).update(approved_go_live_at=early)

    assert publish_due() == 0

    stays_inside(page, hour)


@pytest.mark.parametrize("fields", [("go_live_at",), ("go_live_at", "embargo_until")])
def test_hours_taken_out_of_the_text_by_sql_are_a_text_that_nobody_approved(
    page, fields
):
    revision = scheduled(page)
    tamper(revision, **dict.fromkeys(fields))

    with pytest.raises(PublishRefused), transaction.atomic():
        Revision.objects.get(pk=revision.pk).publish(skip_permission_checks=True)

    assert not ArticlePage.objects.get(pk=page.pk).live


def test_even_with_an_approval_made_up_for_it_the_embargo_holds(page):
    revision = scheduled(page)
    tamper(revision, go_live_at=None)
    revision.refresh_from_db()
    Approval.objects.create(
        page_id=page.pk,
        content_hash=content_hash_of(revision),
        revision_id=revision.pk,
        user_name="nobody",
    )

    with pytest.raises(BeforeItsHour), transaction.atomic():
        revision.publish(skip_permission_checks=True)

    assert not ArticlePage.objects.get(pk=page.pk).live


def test_bulk_publishing_by_a_superuser_lets_nothing_out(page, hour, root_user, client):
    client.force_login(root_user)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    client.post(f"{url}?id={page.pk}")

    stays_inside(page, hour)


def test_wagtails_own_command_lets_nothing_out_early_and_loses_no_schedule(
    page, hour, capsys
):
    call_command("publish_scheduled")

    assert capsys.readouterr().out == "0 published, 0 expired.\n"
    stays_inside(page, hour)


def test_the_editor_names_the_field_of_an_hour_before_the_embargo_and_keeps_the_draft(
    newsroom, rita, hour, client, caplog
):
    page = draft(newsroom.world, rita)
    client.force_login(rita)
    early = timezone.localtime(hour - timedelta(minutes=30)).strftime("%Y-%m-%d %H:%M")
    late = timezone.localtime(hour).strftime("%Y-%m-%d %H:%M")
    form = story_form(page, go_live_at=early, embargo_until=late)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])

    with caplog.at_level(logging.CRITICAL):
        refused = client.post(url, form | {"action-submit": "1"})
    assert list(refused.context["form"].errors) == ["go_live_at"]
    assert page.current_workflow_state is None

    assert client.post(url, form).status_code == 302
    kept = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert kept.go_live_at < kept.embargo_until


def test_a_text_that_would_be_out_before_its_embargo_ends_is_neither_submitted_nor_approved(
    newsroom, rita, ed, edna, hour
):
    early = hour - timedelta(minutes=30)
    page = draft(newsroom.world, rita, go_live_at=early, embargo_until=hour)

    with pytest.raises(NotReady, match="before its embargo ends"):
        verbs.submit(page, user=rita)
    edit(page, rita, go_live_at=None)
    verbs.submit(page, user=rita)
    edit(page, ed, go_live_at=early)
    read = Read.of(ArticlePage.objects.get(pk=page.pk).get_latest_revision())
    with pytest.raises(NotReady, match="before its embargo ends"):
        verbs.approve(page, user=ed, read=read)

    assert not Approval.objects.filter(page_id=page.pk).exists()


@pytest.mark.parametrize("until", [None, timedelta(minutes=20)])
def test_a_draft_that_sheds_a_submitted_embargo_is_not_approved(
    newsroom, rita, ed, hour, until
):
    page = draft(newsroom.world, rita, embargo_until=hour)
    verbs.submit(page, user=rita)
    verbs.send_back(page, user=ed, comment="Shorter, please.")
    shorter = until and timezone.now() + until
    edit(page, rita, embargo_until=shorter, go_live_at=shorter)
    verbs.submit(page, user=rita)

    with pytest.raises(EmbargoBinds):
        verbs.approve(page, user=ed)

    assert not ArticlePage.objects.get(pk=page.pk).live
    assert not Approval.objects.filter(page_id=page.pk).exists()


def test_an_older_text_that_was_approved_without_the_embargo_is_no_way_around(
    newsroom, rita, ed, hour, time_machine
):
    soon = timezone.now().replace(microsecond=0) + timedelta(minutes=10)
    page = draft(newsroom.world, rita, go_live_at=soon)
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)
    older = Revision.objects.for_instance(page).latest("pk")
    edit(page, rita, embargo_until=hour, go_live_at=None)
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)
    time_machine.move_to(soon + timedelta(minutes=1))

    with pytest.raises(BeforeItsHour), transaction.atomic():
        older.publish(skip_permission_checks=True)

    stays_inside(page, hour)


def test_a_kill_is_no_way_around_the_second_person(page, rita, ed, chioma):
    kill(page.pk, actor=chioma, reason="other")
    edit(page, rita, embargo_until=None, go_live_at=None)
    verbs.submit(ArticlePage.objects.get(pk=page.pk), user=rita)

    with pytest.raises(EmbargoBinds):
        verbs.approve(page, user=ed)

    assert not ArticlePage.objects.get(pk=page.pk).live


def test_an_embargo_may_be_made_longer(embargoed, rita, ed, hour):
    page = embargoed()
    later = hour + timedelta(hours=1)
    edit(page, rita, embargo_until=later, go_live_at=None)
    verbs.submit(page, user=rita)

    verbs.approve(page, user=ed)

    assert scheduled(page).approved_go_live_at == later
