"""G1, G2: every door, tried by every role, lets nothing out that nobody approved."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from wagtail.models import Revision

from pages.models import ArticlePage
from tests.guarantees.cast import everything, named
from tests.guarantees.doors import DOORS
from tests.newsroom import draft, edit, story
from workflows.review import verbs
from workflows.review.legal import flags

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


@pytest.mark.parametrize("name", DOORS)
def test_a_draft_stays_a_draft(newsroom, rita, roles, name):
    page = draft(newsroom.world, rita, body=[("paragraph", "<p>Not yet.</p>")])
    before = everything()

    for user in roles:
        tried(DOORS[name], page, user)
        assert everything() == before, named(user)


# What an editor who did not write it does there is no way around review: it is review.
@pytest.mark.parametrize("name", sorted(DOORS.keys() - APPROVING))
def test_a_story_in_review_stays_there(newsroom, rita, roles, name):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)
    before = everything()

    for user in roles:
        tried(DOORS[name], page, user)
        assert everything() == before, named(user)


@pytest.mark.parametrize("name", sorted(DOORS.keys() - APPROVING))
def test_a_story_at_the_legal_check_stays_there(newsroom, rita, ed, roles, name):
    page = draft(newsroom.world, rita)
    flags.flag(page, user=rita, why="Names a suspect.")
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)
    before = everything()

    for user in roles:
        tried(DOORS[name], page, user)
        assert everything() == before, named(user)


@pytest.mark.parametrize("name", DOORS)
def test_a_live_story_keeps_its_approved_text(newsroom, rita, ed, roles, name):
    page = story(newsroom.world, rita, ed)
    edit(page, rita, title="Changed, and approved by nobody")
    before = everything()

    for user in roles:
        tried(DOORS[name], page, user)
        assert everything() == before, named(user)


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
