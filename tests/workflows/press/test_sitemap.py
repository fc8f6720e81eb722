"""Sitemaps: a month in parts, so that a story touches one small file."""

from datetime import UTC, datetime

import pytest

from pages.models import PublishedDocument
from tests.newsroom import draft, publish, story
from workflows.press import sitemap, store
from workflows.press.models import Edition, PublishedFile
from workflows.press.press import press
from workflows.press.takedown import kill
from workflows.press.tree import TreeChange

pytestmark = pytest.mark.django_db
MAY = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)


def text(path):
    return store.read(PublishedFile.objects.standing().get(path=path).digest).decode()


def parts():
    files = PublishedFile.objects.standing().filter(path__startswith="/sitemaps/")
    return sorted(files.values_list("path", flat=True))


def put_documents(count, first=1_000_000):
    """Published documents of one month, as rows only; fronts do not show them."""
    PublishedDocument.objects.bulk_create(
        PublishedDocument(
            page_id=first + number,
            edition=1,
            state="live",
            type="pages.SectionPage",
            document="{}",
            digest="",
            changed_at=MAY,
            html_path=f"/news/story-{number}/",
            first_published_at=MAY,
            last_published_at=MAY,
        )
        for number in range(count)
    )


def put(page_id):
    change = TreeChange(Edition.objects.latest("number").number)
    sitemap.put(change, page_id, MAY)
    return [file.path for file in change.files]


def test_a_month_of_more_than_fifty_thousand_stories_is_no_trouble(newsroom):
    put_documents(50_001)

    assert put(1_000_000) == ["/sitemaps/2026-05-1000.xml"]
    assert put(1_050_000) == ["/sitemaps/2026-05-1050.xml"]

    assert text("/sitemaps/2026-05-1000.xml").count("<loc>") == sitemap.PART
    assert text("/sitemaps/2026-05-1050.xml").count("<loc>") == 1


def test_a_story_touches_one_part_and_an_empty_part_goes(newsroom):
    put_documents(2, first=1_000_999)
    put(1_000_999)
    put(1_001_000)
    before = text("/sitemaps/2026-05-1000.xml")

    PublishedDocument.objects.filter(page_id=1_001_000).update(state="killed")

    assert put(1_001_000) == ["/sitemaps/2026-05-1001.xml"]
    assert "/sitemaps/2026-05-1001.xml" not in parts()
    assert text("/sitemaps/2026-05-1000.xml") == before


def test_the_index_lists_every_part_with_the_time_it_changed(newsroom, rita, ed):
    put_documents(1)
    put(1_000_000)
    story(newsroom.world, rita, ed)

    listed = text("/sitemap.xml")

    assert parts() == [path for path in parts() if f"{path}</loc>" in listed]
    assert "/sitemaps/2026-05-1000.xml" in parts()
    at = Edition.objects.get(
        number=PublishedFile.objects.get(path="/sitemaps/2026-05-1000.xml").edition
    ).at
    assert (
        f"/sitemaps/2026-05-1000.xml</loc>\n<lastmod>{at:%Y-%m-%dT%H:%M:%SZ}</lastmod>"
        in listed
    )


def test_a_killed_story_leaves_its_part(newsroom, rita, ed, chioma):
    page = story(newsroom.world, rita, ed)
    (path,) = [path for path in parts() if page.slug in text(path)]

    kill(page.pk, actor=chioma, reason="legal")
    press()

    assert page.slug not in "".join(text(path) for path in parts())
    assert path in PublishedFile.objects.values_list("path", flat=True)


def test_a_month_that_was_one_file_becomes_parts_when_it_next_changes(newsroom):
    put_documents(1, first=1_000_000)
    put_documents(1, first=1_003_000)
    change = TreeChange(Edition.objects.latest("number").number)
    change.put("/sitemaps/2026-05.xml", b"<urlset/>", "application/xml")

    assert sorted(put(1_003_000)) == [
        "/sitemaps/2026-05-1000.xml",
        "/sitemaps/2026-05-1003.xml",
        "/sitemaps/2026-05.xml",
    ]
    assert "/sitemaps/2026-05.xml" not in parts()


def test_a_draft_is_in_no_part(newsroom, rita, ed):
    page = draft(newsroom.world, rita, title="Secret plan")
    press()
    assert page.slug not in "".join(text(path) for path in parts())
    publish(page, rita, ed)
    press()
    assert page.slug in "".join(text(path) for path in parts())
