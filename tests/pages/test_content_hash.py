"""The content hash: the same for the same text, whatever the bookkeeping says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pages.content_hash import content_hash
from pages.models import ArticlePage, Author, Byline
from tests.newsroom import draft, edit, picture, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(newsroom, rita):
    author = Author.objects.create(name="Ada Lint", slug="ada-lint")
    body = [
        ("paragraph", "<p>One.</p>"),
        ("quote", {"text": "Two", "speaker": "Mara", "speaker_role": "", "source_url": ""}),
        ("image", {"picture": picture(), "caption": "", "alt": "", "decorative": False, "layout": "wide"}),
    ]  # fmt: skip
    return draft(
        newsroom.world,
        rita,
        body=body,
        bylines=[Byline(author=author), Byline(name="Selden Wire")],
        lead_picture=picture(title="Lead"),
    )


def test_revision_and_page_hash_alike_before_and_after_publication(page, rita, ed):
    page.further_sections.add(page.get_parent().specific)
    page.tags.add("harbor", "strike")
    page.save_revision(user=rita)
    revision = page.get_latest_revision()
    before = content_hash(revision.as_object())

    publish(page, rita, ed)

    assert content_hash(ArticlePage.objects.get(pk=page.pk)) == before
    assert content_hash(revision.as_object()) == before


def test_saving_again_without_a_change_leaves_the_hash(page, rita):
    before = content_hash(page.get_latest_revision().as_object())

    edit(page, rita)

    assert content_hash(page.get_latest_revision().as_object()) == before


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"dek": "Other."},
        {"slug": "other"},
        {"body": [("paragraph", "<p>One!</p>")]},
        {"bylines": [Byline(name="Selden Wire")]},
        {"lead_picture": None},
        {"go_live_at": timezone.now() + timedelta(days=1)},
        {"seo_title": "Other"},
        {"language": "pt"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_everything_a_reader_can_notice_changes_the_hash(page, rita, change):
    before = content_hash(page.get_latest_revision().as_object())

    edit(page, rita, **change)

    page = ArticlePage.objects.get(pk=page.pk)
    assert content_hash(page.get_latest_revision().as_object()) != before
