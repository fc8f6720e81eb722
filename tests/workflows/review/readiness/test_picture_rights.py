"""Pictures without the rights to show them keep a story from going out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pages.models import ArticlePage
from tests.newsroom import draft, picture
from workflows.review import verbs
from workflows.review.errors import NotReady
from workflows.review.readiness.findings import findings

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_an_expired_license_is_refused_and_named(newsroom, rita):
    cranes = picture(license_expires_at=timezone.now() - DAY)
    page = draft(newsroom.world, rita, lead_picture=cranes)

    with pytest.raises(NotReady, match="license of picture “Cranes” expired on"):
        verbs.submit(page, user=rita)

    assert not ArticlePage.objects.get(pk=page.pk).live


def test_a_license_that_ends_before_the_schedule_is_refused(newsroom, rita):
    cranes = picture(license_expires_at=timezone.now() + DAY)
    hour = timezone.now() + 2 * DAY
    page = draft(newsroom.world, rita, lead_picture=cranes, go_live_at=hour)

    with pytest.raises(NotReady, match="before the story goes out"):
        verbs.submit(page, user=rita)


def test_a_license_that_ends_soon_after_is_a_warning_with_its_field(newsroom, rita, ed):
    cranes = picture(license_expires_at=timezone.now() + DAY)
    page = draft(newsroom.world, rita, lead_picture=cranes)

    (found,) = (one for one in findings(page) if one.field == "lead_picture")
    assert "Readers see a placeholder from then on" in found.message
    assert not found.blocks

    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)
    assert ArticlePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize(
    ("place", "waits"),
    [
        ({}, True),
        ({"alt": "Three cranes over the quay."}, False),
        ({"decorative": True}, False),
    ],
    ids=["as it is", "described here", "decorative"],
)
@pytest.mark.parametrize("in_gallery", [False, True])
def test_a_picture_needs_alt_text_of_its_own_unless_its_place_says_it(
    newsroom, rita, place, waits, in_gallery
):
    shown = {"picture": picture(alt=""), "caption": "", "alt": "", "decorative": False}
    shown |= place
    body = [("image", shown | {"layout": "wide"})]
    if in_gallery:
        body = [("gallery", {"title": "", "pictures": [shown, shown]})]

    page = draft(newsroom.world, rita, body=body)

    refused = [one for one in findings(page) if "has no alt text" in one.message]
    assert [(one.field, one.blocks) for one in refused] == [("body", True)] * waits


def test_the_lead_picture_needs_its_own_alt_text(newsroom, rita):
    page = draft(newsroom.world, rita, lead_picture=picture(alt=""))

    with pytest.raises(NotReady, match="has no alt text"):
        verbs.submit(page, user=rita)
