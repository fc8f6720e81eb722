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


def test_no_page_can_be_made_private_in_the_admin(client, newsroom, root_user):
    client.force_login(root_user)
    for page in (newsroom.home, newsroom.world):
        address = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])

        assert "has been disabled" in client.get(address).json()["html"]
        client.post(address, LOGIN)

    assert restrictions() == 0


def test_nothing_is_made_private_above_the_newsroom(client, newsroom, root_user):
    client.force_login(root_user)
    root = Page.get_first_root_node()

    answer = client.post(
        reverse("wagtailadmin_pages:set_privacy", args=[root.pk]),
        LOGIN,
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert answer.status_code == 403
    assert restrictions() == 0


def test_no_collection_can_be_made_private_in_the_admin(client, db, root_user):
    client.force_login(root_user)
    files = Collection.get_first_root_node().add_child(name="Court files")
    shown = client.get(reverse("wagtailadmin_collections:edit", args=[files.pk]))

    assert "set-privacy" not in shown.content.decode()
    assert "needs a login otherwise" in shown.content.decode()

    answer = client.post(
        reverse("wagtailadmin_collections:set_privacy", args=[files.pk]),
        LOGIN,
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert answer.status_code == 403
    assert restrictions() == 0


def test_code_that_makes_a_story_private_is_told_what_to_do(newsroom, rita, ed):
    story = build.story(newsroom.world, rita, ed)

    with pytest.raises(PermissionDenied, match="Keep a page as a draft, or withdraw"):
        PageViewRestriction.objects.create(page=story, restriction_type="login")

    assert restrictions() == 0
