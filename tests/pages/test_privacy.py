"""Wagtail's privacy control: Masthead publishes to everybody, and does not pretend."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
)

from tests import newsroom as build

LOGIN = {"restriction_type": "login", "password": ""}


def restrictions() -> int:
    pages, collections = PageViewRestriction.objects, CollectionViewRestriction.objects
    return pages.count() + collections.count()


def assert_refused(answer):
    assert answer.status_code == 403
    assert restrictions() == 0


@pytest.fixture
def restrict(client, root_user):
    """Ask for a login at a page or collection, as the admin's dialog does."""
    client.force_login(root_user)

    def ask(view, key):
        return client.post(
            reverse(view, args=[key]),
            LOGIN,
            headers={"X-Requested-With": "XMLHttpRequest"},
        )

    return ask


def test_no_page_can_be_made_private_in_the_admin(client, newsroom, root_user):
    client.force_login(root_user)
    for page in (newsroom.home, newsroom.world):
        address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])

        assert "has been disabled" in client.get(address).json()["html"]
        client.post(address, LOGIN)

    assert restrictions() == 0


def test_nothing_is_made_private_above_the_newsroom(restrict, newsroom):
    root = Page.get_first_root_node()

    assert_refused(restrict("wagtailadmin_pages:set_privacy", root.pk))


def test_no_collection_can_be_made_private_in_the_admin(restrict, client, db):
    files = Collection.get_first_root_node().add_child(name="Court files")
    shown = client.get(reverse("wagtailadmin_collections:edit", args=[files.pk]))

    assert "set-privacy" not in shown.content.decode()
    assert "needs a login otherwise" in shown.content.decode()
    assert_refused(restrict("wagtailadmin_collections:set_privacy", files.pk))


def test_code_that_makes_a_story_private_is_told_what_to_do(newsroom, rita, ed):
    story = build.story(newsroom.world, rita, ed)

    with pytest.raises(PermissionDenied, match="Keep a page as a draft, or withdraw"):
        PageViewRestriction.objects.create(page=story, restriction_type="login")

    assert restrictions() == 0
