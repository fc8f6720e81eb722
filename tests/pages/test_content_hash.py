"""The content hash: the same for the same text, whatever the bookkeeping says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pages.content_hash import content_hash, content_hash_of
from pages.models import ArticlePage, Author, Byline, Correction, RelatedStory, Topic
from pages.models.article import StoryTag
from tests.newsroom import draft, edit, picture, publish, story

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


def hash_of(page):
    """Return the hash of the newest revision, after asking for it in both ways."""
    revision = ArticlePage.objects.get(pk=page.pk).get_latest_revision()
    found = content_hash_of(revision)
    assert content_hash(revision.as_object()) == found
    return found


BLOCKS: dict[str, Callable[..., Any]] = {
    "paragraph": lambda **_: "<p>[1, 2] is <b>not</b> JSON.</p>",
    "heading": lambda **_: '[{"id": "libel"}]',
    "quote": lambda **_: {"text": "[]", "speaker": "Mara", "speaker_role": "", "source_url": ""},
    "image": lambda image, **_: {"picture": image, "caption": "", "alt": "", "decorative": True, "layout": "full"},
    "gallery": lambda image, **_: {"title": "", "pictures": [{"picture": image, "caption": "C", "alt": "", "decorative": False}] * 2},
    "facts": lambda **_: {"title": "Facts", "items": ["One", "[2]"]},
    "table": lambda **_: {"data": [["Year", "Ships"], ["2025", None]], "first_row_is_table_header": True, "table_caption": ""},
    "embed": lambda **_: {"url": "https://vimeo.com/1", "title": "Ships"},
    "related": lambda other, **_: [other],
}  # fmt: skip


@pytest.mark.parametrize("kind", [*BLOCKS, None])
def test_a_revision_hashes_as_the_page_it_holds_on_every_road(newsroom, rita, ed, kind):
    """With every block, child, tag and key, from draft to draft and to the live row."""
    image, other = picture(), story(newsroom.sport, rita, ed, title="Other")
    kinds = [kind] if kind else list(BLOCKS)
    page = draft(
        newsroom.world,
        rita,
        body=[(name, BLOCKS[name](image=image, other=other)) for name in kinds],
        bylines=[Byline(author=Author.objects.create(name="Ada")), Byline(name="B")],
        corrections=[Correction(text="[1]"), Correction(text="Two")],
        related_stories=[RelatedStory(story=other)],
        lead_picture=image,
        expire_at=timezone.now() + timedelta(days=1, microseconds=7),
    )
    newest = page.get_latest_revision_as_object()
    newest.tags.add("strike", "harbor", "cranes")
    newest.further_sections.add(newsroom.sport, newsroom.news)
    newest.topics.add(Topic.objects.create(code="medtop:2", name="B"))
    newest.topics.add(Topic.objects.create(code="medtop:1", name="A"))
    newest.save_revision(user=rita)
    before = hash_of(page)

    page = ArticlePage.objects.get(pk=page.pk)
    edit(page, rita)
    assert hash_of(page) == before
    publish(page, rita, ed)
    live = ArticlePage.objects.get(pk=page.pk)
    assert content_hash(live) == hash_of(page) == before
    live.save_revision(user=rita)
    assert hash_of(page) == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"dek": '[{"id": "libel"}]'}, {"dek": "[{}]"}),
        ({"dek": "[2, 1]"}, {"dek": "[1, 2]"}),
        ({"body": [("heading", '[{"owner": 1}]')]}, {"body": [("heading", "[{}]")]}),
        (
            {"body": [("table", {"data": [[512, 488]]})]},
            {"body": [("table", {"data": [[488, 512]]})]},
        ),
        (
            {"body": [("facts", {"title": "[1,2]", "items": ["a"]})]},
            {"body": [("facts", {"title": "[1, 2]", "items": ["a"]})]},
        ),
        (
            {"body": [("heading", 'Mayor data-block-key="after libel" resigns')]},
            {"body": [("heading", "Mayor resigns")]},
        ),
        (
            {"body": [("heading", '<p data-block-key="libel">')]},
            {"body": [("heading", "<p>")]},
        ),
        (
            {"body": [("paragraph", '<p>Mayor data-block-key="after libel" left</p>')]},
            {"body": [("paragraph", "<p>Mayor left</p>")]},
        ),
        (
            {"body": [("paragraph", '<p>&lt;p data-block-key="libel"&gt;</p>')]},
            {"body": [("paragraph", "<p>&lt;p&gt;</p>")]},
        ),
        (
            {
                "body": [
                    ("facts", {"title": "A", "items": ['<b data-block-key="a1b2c">']})
                ]
            },
            {"body": [("facts", {"title": "A", "items": ["<b>"]})]},
        ),
    ],
    ids=[
        "a key",
        "numbers",
        "in a block",
        "a table",
        "spaces",
        "a mark in a heading",
        "a tag in a heading",
        "a mark that was typed",
        "a tag that was typed",
        "a tag in a list",
    ],
)
def test_texts_that_read_differently_hash_differently(newsroom, rita, one, other):
    page = draft(newsroom.world, rita, **one)
    before = hash_of(page)

    edit(page, rita, **other)

    assert hash_of(page) != before


def test_keys_in_another_order_are_the_same_text(newsroom, rita):
    page = draft(newsroom.world, rita)
    edit(page, rita, further_sections=[newsroom.sport, newsroom.news])
    before = hash_of(page)

    edit(page, rita, further_sections=[newsroom.news, newsroom.sport])

    assert hash_of(page) == before


def test_tags_that_the_database_gives_in_another_order_are_the_same_text(
    newsroom, rita, ed
):
    page = draft(newsroom.world, rita)
    newest = page.get_latest_revision_as_object()
    newest.tags.add("strike", "harbor", "cranes")
    newest.save_revision(user=rita)
    publish(ArticlePage.objects.get(pk=page.pk), rita, ed)
    before = content_hash(ArticlePage.objects.get(pk=page.pk))

    rows = list(StoryTag.objects.order_by("-pk"))
    StoryTag.objects.all().delete()
    StoryTag.objects.bulk_create(rows)  # with their old keys, in another order

    assert [row.pk for row in StoryTag.objects.all()] == [row.pk for row in rows]

    assert content_hash(ArticlePage.objects.get(pk=page.pk)) == before


def test_children_made_by_code_are_numbered_and_keep_their_order(newsroom, rita, ed):
    names = ["C", "A", "B"]
    page = draft(newsroom.world, rita)
    edit(page, rita, bylines=[Byline(name=name) for name in names])
    publish(ArticlePage.objects.get(pk=page.pk), rita, ed)
    live = ArticlePage.objects.get(pk=page.pk)
    before = content_hash(live)

    rows = list(Byline.objects.filter(page=live).order_by("-pk"))
    Byline.objects.filter(page=live).delete()
    Byline.objects.bulk_create(rows)  # with their old keys, in another order

    live = ArticlePage.objects.get(pk=page.pk)
    assert [byline.name for byline in live.bylines.all()] == names
    assert [byline.sort_order for byline in live.bylines.all()] == [0, 1, 2]
    assert content_hash(live) == before


def test_children_that_have_places_keep_them(newsroom, rita):
    page = draft(newsroom.world, rita)
    rows = [Byline(name="B", sort_order=7), Byline(name="A", sort_order=3)]

    edit(page, rita, bylines=rows)

    page = ArticlePage.objects.get(pk=page.pk)
    bylines = page.get_latest_revision_as_object().bylines.all()
    assert [(row.name, row.sort_order) for row in bylines] == [("A", 3), ("B", 7)]


def test_children_without_a_place_hash_alike_in_any_order(newsroom, rita, ed):
    """Rows that are live in a kept database may have none."""
    page = draft(newsroom.world, rita)
    edit(page, rita, bylines=[Byline(name=name) for name in "CAB"])
    publish(ArticlePage.objects.get(pk=page.pk), rita, ed)
    before = content_hash(ArticlePage.objects.get(pk=page.pk))

    rows = list(Byline.objects.filter(page_id=page.pk).order_by("-pk"))
    Byline.objects.filter(page_id=page.pk).delete()
    for row in rows:
        row.sort_order = None
    Byline.objects.bulk_create(rows)

    assert content_hash(ArticlePage.objects.get(pk=page.pk)) == before


def test_hashes_of_approvals_that_are_kept_stay_what_they_were(newsroom, rita):
    """A new way to hash would park every story that is live in a kept database."""
    page = draft(newsroom.world, rita, bylines=[Byline(name="Selden Wire")])

    assert hash_of(page) == (
        "36742b8e88ceedb4b27ed034aaf8a35d68385e45ef27b78eef944ccd5192681d"
    )


def test_a_field_that_is_added_later_and_empty_changes_no_hash(newsroom, rita):
    page = draft(newsroom.world, rita, bylines=[Byline(name="Selden Wire")])
    revision = page.get_latest_revision()
    before = content_hash_of(revision)

    row = {**revision.content["bylines"][0], "pronoun": "", "guest": False}
    new: dict[str, object] = {
        "bylines": [row],
        "embargoed": None,
        "quiz": [],
        "extra": {},
    }
    revision.content |= new

    assert content_hash_of(revision) == before


def test_the_editors_own_marks_in_rich_text_are_no_change(newsroom, rita):
    page = draft(newsroom.world, rita)
    before = hash_of(page)

    edit(page, rita, body=[("paragraph", '<p data-block-key="x1y2z">The strike in the harbor is over.</p>')])  # fmt: skip

    assert hash_of(page) == before


def test_a_text_approved_before_a_field_was_added_still_reads_the_same(newsroom, rita):
    page = draft(newsroom.world, rita, corrections=[Correction(text="It was nine.")])
    revision = page.get_latest_revision()
    now = content_hash(revision.as_object())

    del revision.content["significance"]
    for note in revision.content["corrections"]:
        del note["by"], note["at"]

    assert content_hash_of(revision) == now
    assert content_hash(revision.as_object()) == now


@pytest.mark.parametrize("fields", [{"by": "Ada Lint"}, {"kind": "clarification"}])
def test_who_signs_a_note_is_part_of_what_is_approved(newsroom, rita, fields):
    page = draft(newsroom.world, rita, corrections=[Correction(text="It was nine.")])
    before = content_hash_of(page.get_latest_revision())

    edit(page, rita, corrections=[Correction(text="It was nine.", **fields)])

    page = ArticlePage.objects.get(pk=page.pk)
    assert content_hash_of(page.get_latest_revision()) != before
