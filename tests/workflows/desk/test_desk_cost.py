"""Two hundred stories in review, fifty people: board and home stay cheap."""

import time
from itertools import cycle, product

import pytest
from django.utils import timezone

from pages.models import ArticlePage, Author, Byline
from tests.newsroom import draft, person
from tests.workflows.desk.crowd import copies
from workflows.desk import claims
from workflows.desk.models import Assignment
from workflows.review import verbs

pytestmark = pytest.mark.django_db

QUERIES = 30
SECONDS = 3.0  # a machine that others share; alone it is a fraction of one
STORIES, PEOPLE = 200, 50


@pytest.fixture
def busy(newsroom, news_desk, rita) -> None:
    """Fifty reporters with four stories each in review, claims and assignments."""
    people = [person(f"reporter{number}", "Reporters") for number in range(PEOPLE)]
    body = [("paragraph", "<p>" + "The strike in the harbor is over. " * 100 + "</p>")]
    first = draft(newsroom.world, rita, body=body)
    first.bylines.set([Byline(author=Author.objects.create(name="Ada Lint", slug="a"))])
    first.save_revision(user=rita)
    verbs.submit(first, user=rita)
    keys = copies(ArticlePage.objects.get(pk=first.pk), people, STORIES - 1)
    for key, user in zip(keys[::3], cycle(people)):
        claims.claim(key, user=user)
    for user in people:
        Assignment.objects.create(
            title="Later", desk=news_desk, person=user, due_at=timezone.now()
        )


def test_board_and_home_ask_the_database_a_fixed_number_of_times(
    busy, ed, chioma, rita, at_desk, django_assert_max_num_queries
):
    screens = ("/admin/board/?shown=1", "/admin/board/columns/", "/admin/")
    for user, address in product((ed, chioma, rita), screens):
        client = at_desk(user)
        client.get(address)  # what Wagtail looks up once a process
        with django_assert_max_num_queries(QUERIES):
            began = time.perf_counter()
            answer = client.get(address)
            took = time.perf_counter() - began
        assert answer.status_code == 200
        assert took < SECONDS, address
        if "columns" in answer.context:
            in_review = [cards for _, cards in answer.context["columns"]][3]
            assert len(in_review) == STORIES
            assert all(card.story.words == 700 for card in in_review)
