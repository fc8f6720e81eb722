"""After the update that gave content hashes a new form, what was approved is approved still."""

from importlib import import_module

import pytest
from django.apps import apps
from wagtail.models import Page

from pages.content_hash import content_hash_of
from pages.models import ArticlePage, Byline
from pages.signals import PublishRefused
from tests.newsroom import draft
from workflows.review.models import Approval

pytestmark = pytest.mark.django_db
migration = import_module("workflows.review.migrations.0007_renewed_hashes")


@pytest.fixture
def page(newsroom, rita):
    """A story that is live as the release before would have left it."""
    page = draft(newsroom.world, rita, bylines=[Byline(name="Selden Wire")])
    revision = page.get_latest_revision()
    Page.objects.filter(pk=page.pk).update(live=True, live_revision=revision)
    return ArticlePage.objects.get(pk=page.pk)


def approved(page, content_hash):
    Approval.objects.create(
        page_id=page.pk,
        content_hash=content_hash,
        revision_id=page.live_revision_id,
        user_id=7,
        user_name="ed",
        comment="Good.",
    )


def test_an_approval_under_the_old_hash_holds_once_it_is_renewed(page):
    approved(page, migration.old_hash(page.live_revision.content))
    with pytest.raises(PublishRefused):
        page.save()

    migration.renew(apps, None)
    migration.renew(apps, None)

    page.save()
    old, new = Approval.objects.filter(page_id=page.pk).order_by("pk")
    assert new.content_hash == content_hash_of(page.live_revision)
    assert (new.user_name, new.at, new.kind) == (old.user_name, old.at, old.kind)
    assert new.comment == f"Good. (renewed from approval {old.pk})"


def test_an_approval_of_another_text_is_not_renewed(page):
    approved(page, "0" * 64)

    migration.renew(apps, None)

    assert Approval.objects.filter(page_id=page.pk).count() == 1
    with pytest.raises(PublishRefused):
        page.save()
