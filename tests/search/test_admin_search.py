"""The admin finds drafts by slugline, byline and body."""

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from pages.models import Byline
from tests.newsroom import draft, edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(newsroom, rita):
    page = draft(newsroom.world, rita, title="Working title", slugline="HARBOR-TALKS")
    newest = page.get_latest_revision_as_object()
    newest.bylines = [Byline(name="Wilhelmina Oake")]
    newest.body = [("paragraph", "<p>The mediator spoke of brinkmanship.</p>")]
    newest.save_revision(user=rita)
    return page


@pytest.mark.parametrize(
    "words",
    [
        "HARBOR-TALKS",
        "harbor talks",
        "Wilhelmina",
        "oake",
        "brinkmanship",
        "Working title",
    ],
)
def test_draft_is_found_by_slugline_byline_body_and_headline(story, words):
    hits = get_search_backend().search(words, Page.objects.all())
    assert [hit.pk for hit in hits] == [story.pk]


@pytest.mark.parametrize("words", ["HARBOR-TALKS", "wilhelmina oake", "brinkmanship"])
def test_editor_finds_it_in_the_admin(story, client, ed, words):
    client.force_login(ed)
    answer = client.get(reverse("wagtailadmin_pages:search"), {"q": words})
    assert answer.status_code == 200
    assert "Working title" in answer.content.decode()


@pytest.mark.parametrize("beginning", ["HARB", "harbor-ta", "Wilhel", "brinkm", "Work"])
def test_beginning_of_a_word_is_enough_in_the_admins_listings(story, beginning):
    hits = get_search_backend().autocomplete(beginning, Page.objects.all())
    assert [hit.pk for hit in hits] == [story.pk]


def test_draft_is_found_by_what_was_saved_last(story, rita):
    edit(story, rita, title="Second title")
    backend = get_search_backend()
    assert [hit.pk for hit in backend.search("second", Page.objects.all())] == [
        story.pk
    ]
    hits = backend.autocomplete("seco", Page.objects.all())
    assert [hit.pk for hit in hits] == [story.pk]


def test_no_draft_is_found_in_public(story, client):
    for words in ("brinkmanship", "HARBOR-TALKS", "Working title", "brinkmanshp"):
        answer = client.get("/api/v2/pages/", {"search": words}).json()
        assert answer == {"meta": {"total_count": 0}, "items": []}
