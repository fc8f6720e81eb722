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
