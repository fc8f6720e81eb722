"""The sweep: it looks without a lock, and looks again before it cuts."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from pages.models import ArticlePage, Author, Byline, PublishedDocument, SectionPage
from tests.newsroom import draft, publish, story
from workflows.press import nudge, sources, sweep, tasks
from workflows.press.models import Action, DuePage, Edition
from workflows.press.press import press

pytestmark = pytest.mark.django_db
QUEUES = ("press", "clock")


@pytest.fixture
def queues() -> Iterator[Callable[[], list[tuple[str, list[object]]]]]:
    """The real broker; what was asked for since the test began, as task and arguments."""
    nudge.asked.clear()
    with redis.Redis.from_url(settings.REDIS_URL) as broker:

        def waiting() -> list[tuple[str, list[object]]]:
            texts = [text for name in QUEUES for text in broker.lrange(name, 0, -1)]
            return [
                (
                    message["headers"]["task"].rpartition(".")[2],
                    json.loads(b64decode(message["body"]))[0],
                )
                for message in map(json.loads, texts)
            ]

        broker.delete(*QUEUES)
        yield waiting
        broker.delete(*QUEUES)


@pytest.fixture
def between_the_looks(monkeypatch):
    """Have something happen right after the sweep has read the pages' rows."""
    look = sources.page_fingerprints

    def happens(event: Callable[[], object]) -> None:
        def look_then(page_ids: Iterable[int]) -> dict[int, str]:
            found = look(page_ids)
            monkeypatch.setattr(sources, "page_fingerprints", look)
            event()
            return found

        monkeypatch.setattr(sources, "page_fingerprints", look_then)

    return happens


def numbers() -> list[int]:
    return list(Edition.objects.order_by("number").values_list("number", flat=True))


def test_a_story_approved_and_pressed_while_the_sweep_looks_stays_public(
    newsroom, rita, ed, between_the_looks
):
    page = draft(newsroom.world, rita)

    def approved_and_pressed() -> None:
        publish(page, rita, ed)
        press()

    between_the_looks(approved_and_pressed)
    cut = sweep.sweep()

    assert cut == []
    assert PublishedDocument.objects.get(page_id=page.pk).state == "live"
    assert ArticlePage.objects.get(pk=page.pk).live


def test_a_story_taken_for_gone_that_is_live_is_left_alone(newsroom, rita, ed):
    page = story(newsroom.world, rita, ed)
    before = numbers()

    assert sweep._take_away(page.pk) is None

    assert numbers() == before
    assert PublishedDocument.objects.get(page_id=page.pk).state == "live"


def test_a_change_that_was_published_while_the_sweep_looked_is_not_cut_again(
    newsroom, rita, ed, edna, between_the_looks
):
    page = story(newsroom.world, rita, ed)
    Page.objects.filter(pk=page.pk).update(search_description="Cranes")

    def owed_anew() -> None:
        DuePage.objects.create(
            page_id=page.pk, edition=numbers()[-1], rank=0, next_at="2026-01-01T00:00Z"
        )

    between_the_looks(owed_anew)
    assert sweep.sweep() == []


def test_the_sweep_looks_at_so_many_pages_a_statement(newsroom, rita, ed, monkeypatch):
    pages = [story(newsroom.world, rita, ed, title=f"Story {n}") for n in range(5)]
    everything = sorted(page.pk for page in Page.objects.live())
    monkeypatch.setattr(sources, "SLICE", 2)
    Page.objects.filter(pk=pages[0].pk).update(live=False)
    Page.objects.filter(pk=pages[4].pk).update(live=False)

    slices = list(sources.slices())

    assert max(map(len, slices)) == 2
    assert [pk for ids in slices for pk in ids] == everything
    assert [edition.page_id for edition in sweep.sweep()] == [pages[0].pk, pages[4].pk]


def test_a_moved_section_is_one_edition_over_all_slices(
    newsroom, rita, ed, monkeypatch
):
    for number in range(3):
        story(newsroom.world, rita, ed, title=f"Story {number}")
    monkeypatch.setattr(sources, "SLICE", 2)
    world = Page.objects.get(pk=newsroom.world.pk)
    world.move(Page.objects.get(pk=newsroom.sport.pk), pos="last-child")

    (edition,) = sweep.sweep_below(newsroom.world.pk)

    assert (edition.action, edition.page_id) == (Action.MOVE, newsroom.world.pk)
    assert DuePage.objects.count() == 4
    assert sweep.sweep() == []


def test_one_resource_is_looked_at_without_looking_at_pages(newsroom, rita, ed):
    ada = Author.objects.create(name="Ada Lint", slug="ada-lint")
    story(newsroom.world, rita, ed, bylines=[Byline(author=ada)])
    Author.objects.filter(pk=ada.pk).update(name="A. Lint")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        (edition,) = sweep.sweep_resources([f"author:{ada.pk}"])

    assert edition.ref == f"author:{ada.pk}"
    assert not [q for q in queries if "pages_articlepage" in q["sql"]]
    assert sweep.sweep_resources([f"author:{ada.pk}", "image:999999", "site"]) == []


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_changed_resource_asks_for_a_look_at_itself_only(newsroom, queues, committed):
    with committed():
        ada = Author.objects.create(name="Ada Lint", slug="ada-lint")
    assert queues() == []  # new: nobody shows it yet

    with committed():
        ada.name = "A. Lint"
        ada.save()
    assert queues() == [("look", [f"author:{ada.pk}"])]


def test_a_flood_of_changes_is_left_to_the_sweep(newsroom, queues, committed):
    authors = [Author.objects.create(name=f"A {n}", slug=f"a-{n}") for n in range(30)]

    with committed():
        for author in authors:
            author.save()
            author.save()

    assert len(queues()) == nudge.MOST
    assert len({ref for _, (ref,) in queues()}) == nudge.MOST


def test_a_new_slug_asks_for_a_look_at_what_lies_below(newsroom, queues, committed):
    with committed():
        world = SectionPage.objects.get(pk=newsroom.world.pk)
        world.move(SectionPage.objects.get(pk=newsroom.sport.pk), pos="last-child")

    assert ("look_below", [newsroom.world.pk]) in queues()


def test_the_tasks_of_the_clock_cut_what_they_find(newsroom, rita, ed):
    ada = Author.objects.create(name="Ada Lint", slug="ada-lint")
    page = story(newsroom.world, rita, ed, bylines=[Byline(author=ada)])

    Author.objects.filter(pk=ada.pk).update(name="A. Lint")
    tasks.look(f"author:{ada.pk}")
    Page.objects.filter(pk=page.pk).update(live=False)
    tasks.sweep()

    newest = Edition.objects.order_by("-number")[:2]
    assert [edition.action for edition in newest] == [Action.WITHDRAW, Action.RESOURCE]
