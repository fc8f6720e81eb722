"""What an approval costs: somebody waits for it, and everything after it waits too."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pages.models import ArticlePage, Author, Byline
from tests.newsroom import draft, edit, picture
from workflows.review import verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(newsroom, rita):
    """A story with pictures, two bylines, and as many drafts as asked for, in review."""
    cranes = picture()
    ada = Author.objects.create(name="Ada", slug="ada")

    def make(title, *, drafts=1):
        page = draft(
            newsroom.world,
            rita,
            title=title,
            lead_picture=cranes,
            body=[
                ("paragraph", "<p>The strike is over.</p>"),
                ("image", {"picture": cranes, "layout": "wide"}),
            ],
            bylines=[Byline(author=ada), Byline(name="Selden Wire")],
        )
        for number in range(1, drafts):
            edit(ArticlePage.objects.get(pk=page.pk), rita, dek=f"Draft {number}.")
        page = ArticlePage.objects.get(pk=page.pk)
        verbs.submit(page, user=rita)
        return page

    return make


def queries_of(page, editor):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        verbs.approve(page, user=editor)
    assert ArticlePage.objects.get(pk=page.pk).live
    return len(captured)


def test_an_approval_asks_the_database_a_bounded_number_of_times(submitted, ed):
    queries_of(submitted("Warm up"), ed)  # sizes of pictures, content types

    assert queries_of(submitted("Harbor strike ends"), ed) <= 180


def test_an_approval_does_not_cost_more_for_every_draft_before_it(submitted, ed):
    queries_of(submitted("Warm up"), ed)
    few = queries_of(submitted("Two drafts", drafts=2), ed)

    assert queries_of(submitted("Twelve drafts", drafts=12), ed) <= few + 1


def test_the_editor_asks_whose_words_it_shows_as_often_as_wagtail_asks_for_buttons(
    submitted, ed, client
):
    page = submitted("Harbor strike ends", drafts=3)
    client.force_login(ed)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.get(url)

    with CaptureQueriesContext(connection) as captured:
        client.get(url)

    oldest_first = '"created_at" ASC, "wagtailcore_revision"."id" ASC'
    assert sum(query["sql"].endswith(oldest_first) for query in captured) == 2
