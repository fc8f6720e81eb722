"""A picture stays on mirrors until the last page that shows it was pressed without it."""

import json

import pytest

from pages.models import PublishedDocument, Use
from tests.newsroom import picture, story
from workflows.press import owed, press, takedown
from workflows.press.models import DuePage, PublishedFile
from workflows.press.sweep import sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def cranes(newsroom):
    return picture()


@pytest.fixture
def page(newsroom, rita, ed, cranes):
    return story(newsroom.world, rita, ed, lead_picture=cranes)


def files_of(page) -> set[str]:
    form = json.loads(PublishedDocument.objects.get(page_id=page.pk).document)
    lead = form["lead_picture"]
    return {lead["src"], *(source["src"] for source in lead["sources"])}


def standing(paths: set[str]) -> set[str]:
    files = PublishedFile.objects.standing().filter(path__in=paths)
    return set(files.values_list("path", flat=True))


def replace(image) -> None:
    image.file = picture(title="Other", color="darkred").file
    image.renditions.all().delete()
    image.save()
    sweep()


def press_one() -> int:
    """Press the next page; return its id."""
    row = owed.claim()
    assert row is not None
    press.press_page(row)
    return row.page_id


def test_fronts_and_related_stories_note_the_files_of_the_cards_they_show(
    newsroom, page, rita, ed
):
    body = [("related", [page])]
    other = story(newsroom.sport, rita, ed, title="Related", body=body)

    for one in (newsroom.home, newsroom.news, newsroom.world, other):
        refs = Use.objects.filter(page_id=one.pk, ref__startswith="card:")
        found = {
            ref.removeprefix("card:") for ref in refs.values_list("ref", flat=True)
        }
        assert found == files_of(page), one
    own = Use.objects.filter(page_id=page.pk, ref__startswith="card:")
    assert not own.exists()


def test_a_replaced_picture_waits_for_every_front_that_shows_it(newsroom, page, cranes):
    old = files_of(page)
    replace(cranes)

    pressed: list[int] = []
    while DuePage.objects.exists():
        assert standing(old) == old, pressed
        pressed.append(press_one())

    assert pressed[0] == page.pk
    assert {newsroom.home.pk, newsroom.news.pk, newsroom.world.pk} <= set(pressed)
    assert standing(old) == set()
    assert standing(files_of(page)) == files_of(page)
    assert not Use.objects.filter(ref__in=[f"card:{path}" for path in old]).exists()


@pytest.mark.parametrize("verb", [takedown.kill, takedown.withdraw])
def test_a_takedown_takes_the_pictures_at_once_whatever_card_shows_them(
    page, chioma, verb
):
    old = files_of(page)

    verb(page.pk, actor=chioma, reason="legal")

    assert DuePage.objects.exists()  # the fronts still show the card
    assert standing(old) == set()
    press.press()
    assert standing(old) == set()


def test_an_urgent_front_leaves_the_pictures_of_others_to_the_fronts_that_show_them(
    newsroom, page, cranes, rita, ed, chioma
):
    victim = story(newsroom.sport, rita, ed, title="Killed")
    old = files_of(page)
    replace(cranes)
    assert press_one() == page.pk
    takedown.kill(victim.pk, actor=chioma, reason="legal")

    while DuePage.objects.filter(urgent=True).exists():
        press_one()

    assert DuePage.objects.filter(page_id=newsroom.world.pk).exists()
    assert standing(old) == old
    press.press()
    assert standing(old) == set()
