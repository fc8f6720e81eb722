"""G1, G2: every door, tried by every role, lets nothing out that nobody approved."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision, Workflow, WorkflowTask

from pages.models import ArticlePage
from tests.guarantees.cast import everything, named
from tests.guarantees.doors import DOORS
from tests.newsroom import draft, edit, person, publish, story
from workflows.review import verbs
from workflows.review.legal import flags
from workflows.review.models import EditorApprovalTask
from workflows.review.timing.unschedule import unschedule

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]
APPROVING = {"approve_button_without_a_review"}


@pytest.fixture
def roles(rita, ed, chioma, mallory, root_user):
    """Everybody who has an account, from nobody's colleague to the superuser."""
    return [mallory, rita, ed, chioma, root_user]


def tried(door, page, user):
    """Try a door in a transaction of its own, as a request or a shell would have it."""
    client = Client()
    client.force_login(user)
    try:
        with transaction.atomic():
            door(ArticlePage.objects.get(pk=page.pk), user, client)
    except PermissionDenied:
        pass


def stays_shut(door, page, roles):
    """Have everybody try a door: nothing may be different afterwards."""
    before = everything()
    for user in roles:
        tried(door, page, user)
        assert everything() == before, named(user)


@pytest.mark.parametrize("name", DOORS)
def test_a_draft_stays_a_draft(newsroom, rita, roles, name):
    page = draft(newsroom.world, rita, body=[("paragraph", "<p>Not yet.</p>")])

    stays_shut(DOORS[name], page, roles)


# What an editor who did not write it does there is no way around review: it is review.
@pytest.mark.parametrize("name", sorted(DOORS.keys() - APPROVING))
def test_a_story_in_review_stays_there(newsroom, rita, roles, name):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)

    stays_shut(DOORS[name], page, roles)


@pytest.mark.parametrize("name", sorted(DOORS.keys() - APPROVING))
def test_a_story_at_the_legal_check_stays_there(newsroom, rita, ed, roles, name):
    page = draft(newsroom.world, rita)
    flags.flag(page, user=rita, why="Names a suspect.")
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)

    stays_shut(DOORS[name], page, roles)


@pytest.mark.parametrize("name", DOORS)
def test_what_legal_sent_back_stays_there_without_its_flag_too(
    newsroom, rita, ed, roles, name
):
    lex = person("lex", "Legal")
    page = draft(newsroom.world, rita)
    flags.flag(page, user=rita, why="Names a suspect.")
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)
    verbs.send_back(page, user=lex, comment="Who says so?")
    flags.unflag(page, user=lex, comment="The name is gone.")

    stays_shut(DOORS[name], page, roles)


@pytest.mark.parametrize("name", sorted(DOORS.keys() - APPROVING))
@pytest.mark.parametrize("then", ["it waits", "it is taken out"])
def test_what_the_first_of_two_desks_approved_stays_there(
    newsroom, rita, ed, roles, name, then
):
    WorkflowTask.objects.create(
        workflow=Workflow.objects.get(name="Review"),
        task=EditorApprovalTask.objects.create(name="Second look"),
        sort_order=9,
    )
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)
    if then == "it is taken out":
        verbs.cancel(page, user=rita)

    stays_shut(DOORS[name], page, roles)


@pytest.mark.parametrize("name", DOORS)
def test_what_was_replaced_on_the_schedule_stays_in_once_that_is_taken_off(
    newsroom, rita, ed, roles, name
):
    hour = timezone.now() + timedelta(hours=1)
    page = draft(newsroom.world, rita, go_live_at=hour)
    publish(page, rita, ed)
    edit(page, rita, title="Corrected")
    publish(page, rita, ed)
    unschedule(page, user=ed, comment="Both are wrong.")
    edit(page, rita, title="Harbor strike ends")  # as it was approved first

    with time_machine.travel(hour + timedelta(minutes=1)):
        stays_shut(DOORS[name], page, roles)


@pytest.mark.parametrize("name", DOORS)
def test_a_live_story_keeps_its_approved_text(newsroom, rita, ed, roles, name):
    page = story(newsroom.world, rita, ed)
    edit(page, rita, title="Changed, and approved by nobody")

    stays_shut(DOORS[name], page, roles)


@pytest.mark.parametrize("name", ["publish_button", "publish_button_of_a_new_story"])
def test_what_was_typed_is_kept_as_a_draft(newsroom, rita, roles, name):
    page = draft(newsroom.world, rita)
    writers = [user for user in roles if user.username != "mallory"]

    for user in writers:
        drafts = Revision.objects.count()
        tried(DOORS[name], page, user)
        newest = Revision.objects.latest("pk")
        assert Revision.objects.count() == drafts + 1, named(user)
        assert "Typed before it was refused" in newest.content["body"]
        assert newest.user == user
