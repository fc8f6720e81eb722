"""Two at the same moment, on PostgreSQL: exactly one wins, and the tables agree."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connections
from wagtail.models import Page, WorkflowState

from pages.models import ArticlePage, NewsImage, PublishedDocument, SectionPage
from pages.signals import about_to_go_live
from tests.newsroom import draft, picture, story
from workflows.press.models import Action, DuePage, Edition, PublishedFile
from workflows.press.press import press
from workflows.press.sweep import sweep
from workflows.press.takedown import kill
from workflows.review import verbs
from workflows.review.errors import AlreadyDecided, NotInReview
from workflows.review.models import Approval

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

LATE = (AlreadyDecided, NotInReview)


def at_once(*verbs_: Callable[[], object]) -> list[Any]:
    """Run verbs in threads that start together; return what each returned or raised."""
    barrier = Barrier(len(verbs_))

    def run(verb: Callable[[], object]) -> object:
        barrier.wait(10)
        try:
            return verb()
        except Exception as error:  # noqa: BLE001 — the outcome is what is looked at
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(verbs_)) as pool:
        return list(pool.map(run, verbs_))


@pytest.fixture
def slow_gate() -> Iterator[None]:
    """Whatever is about to go live takes a moment, so that the other one comes between."""

    def wait(**_: object) -> None:
        time.sleep(0.1)

    about_to_go_live.connect(wait)
    yield
    about_to_go_live.disconnect(wait)


@pytest.fixture
def submitted(newsroom, rita) -> Callable[[str], ArticlePage]:
    def make(title: str = "Harbor strike ends") -> ArticlePage:
        page = draft(newsroom.world, rita, title=title)
        verbs.submit(page, user=rita)
        return page

    return make


def editions_of(page: Page) -> list[str]:
    found = Edition.objects.filter(page_id=page.pk).order_by("number")
    return list(found.values_list("action", flat=True))


def review_of(page: Page) -> str:
    return str(WorkflowState.objects.for_instance(page).get().status)


def numbers_are_gapless() -> bool:
    numbers = Edition.objects.order_by("number").values_list("number", flat=True)
    return list(numbers) == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("delay", [0, 0.05, 0.2])
def test_of_two_editors_approving_at_once_exactly_one_does(
    submitted, ed, edna, slow_gate, delay
):
    page = submitted()

    def approve_later() -> None:
        time.sleep(delay)
        verbs.approve(page, user=edna)

    answers = at_once(lambda: verbs.approve(page, user=ed), approve_later)

    assert sorted(isinstance(answer, LATE) for answer in answers) == [False, True]
    assert answers.count(None) == 1
    winner = (ed, edna)[answers.index(None)]
    ledger = Approval.objects.filter(page_id=page.pk)
    assert list(ledger.values_list("user_id", flat=True)) == [winner.pk]
    assert editions_of(page) == [Action.PUBLISH]
    assert ArticlePage.objects.get(pk=page.pk).live
    assert review_of(page) == WorkflowState.STATUS_APPROVED


@pytest.mark.parametrize("delay", [-0.05, 0, 0.05])
def test_of_approving_and_sending_back_at_once_exactly_one_happens(
    submitted, ed, edna, slow_gate, delay
):
    page = submitted()

    def approve() -> None:
        time.sleep(max(0, -delay))
        verbs.approve(page, user=ed)

    def send_back() -> None:
        time.sleep(max(0, delay))
        verbs.send_back(page, user=edna, comment="Who says so?")

    answers = at_once(approve, send_back)

    assert sorted(isinstance(answer, LATE) for answer in answers) == [False, True]
    assert answers.count(None) == 1
    is_live = answers[0] is None
    assert ArticlePage.objects.get(pk=page.pk).live is is_live
    assert Approval.objects.filter(page_id=page.pk).count() == int(is_live)
    assert editions_of(page) == ([Action.PUBLISH] if is_live else [])
    assert review_of(page) == (
        WorkflowState.STATUS_APPROVED if is_live else WorkflowState.STATUS_NEEDS_CHANGES
    )


@pytest.mark.parametrize("delay", [-0.05, 0, 0.05])
def test_of_approving_and_cancelling_at_once_exactly_one_happens(
    submitted, rita, ed, slow_gate, delay
):
    page = submitted()
    review = page.current_workflow_state

    def approve() -> None:
        time.sleep(max(0, -delay))
        verbs.approve(page, user=ed)

    def cancel() -> None:
        time.sleep(max(0, delay))
        review.cancel(user=rita)

    answers = at_once(approve, cancel)

    assert answers.count(None) == 1, answers
    is_live = answers[0] is None
    assert ArticlePage.objects.get(pk=page.pk).live is is_live
    assert Approval.objects.filter(page_id=page.pk).count() == int(is_live)
    assert editions_of(page) == ([Action.PUBLISH] if is_live else [])
    assert review_of(page) == (
        WorkflowState.STATUS_APPROVED if is_live else WorkflowState.STATUS_CANCELLED
    )


def test_publishing_at_once_leaves_no_gap_and_nobody_ever_sees_one(submitted, ed):
    pages = [submitted(f"Story {number}") for number in range(12)]
    before = Edition.objects.count()
    done = Event()
    seen: set[tuple[int, ...]] = set()

    def watch() -> None:
        while not done.is_set():
            new = Edition.objects.filter(number__gt=before).order_by("number")
            seen.add(tuple(new.values_list("number", flat=True)))

    def publish(mine: list[ArticlePage]) -> None:
        for page in mine:
            verbs.approve(page, user=ed)

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(lambda: (watch(), connections.close_all()))
        answers = at_once(*(lambda n=n: publish(pages[n::4]) for n in range(4)))
        done.set()
        watching.result()

    assert answers == [None] * 4
    wanted = tuple(range(before + 1, before + 13))
    assert {numbers for numbers in seen if numbers != wanted[: len(numbers)]} == set()
    moments = list(Edition.objects.order_by("number").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert numbers_are_gapless()
    assert [editions_of(page) for page in pages] == [[Action.PUBLISH]] * 12


@pytest.mark.parametrize("delay", [0, 0.02, 0.05, 0.1, 0.15])
def test_a_story_killed_while_it_is_pressed_is_never_live_afterwards(
    submitted, ed, chioma, delay
):
    page = submitted()
    verbs.approve(page, user=ed)

    def slow(**_: object) -> None:
        time.sleep(0.1)

    def kill_later() -> object:
        time.sleep(delay)
        return kill(page.pk, actor=chioma, reason="legal")

    about_to_go_live.connect(slow)
    answers = at_once(press, kill_later)
    about_to_go_live.disconnect(slow)
    press()
    sweep()
    press()

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert editions_of(page) == [Action.PUBLISH, Action.KILL]
    assert not ArticlePage.objects.get(pk=page.pk).live
    assert not PublishedDocument.objects.live().filter(page_id=page.pk).exists()
    assert not PublishedFile.objects.standing().of_page(page.pk).exists()
    standing = PublishedFile.objects.standing().values_list("path", flat=True)
    assert [path for path in standing if "harbor-strike" in path] == []
    assert not DuePage.objects.exists()
    assert not Edition.objects.unpressed().exists()


def _rename_picture(page: ArticlePage) -> None:
    NewsImage.objects.update(caption="Cranes, seen from the mole")


def _move(page: ArticlePage) -> None:
    page.move(SectionPage.objects.get(slug="sport"), pos="last-child")


def _take_offline(page: ArticlePage) -> None:
    Page.objects.filter(pk=page.pk).update(live=False)


@pytest.mark.parametrize(
    ("change", "action"),
    [
        (_rename_picture, Action.RESOURCE),
        (_move, Action.MOVE),
        (_take_offline, Action.WITHDRAW),
    ],
)
def test_two_sweeps_at_once_cut_one_edition_for_one_change(
    newsroom, rita, ed, change, action
):
    page = story(newsroom.world, rita, ed, lead_picture=picture())
    before = Edition.objects.count()
    change(page)

    answers = at_once(sweep, sweep, sweep)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    fresh = Edition.objects.filter(number__gt=before)
    assert list(fresh.values_list("action", flat=True)) == [action]
    press()
    assert sweep() == []
    assert numbers_are_gapless()


def test_two_presses_at_once_press_everything_once(submitted, ed):
    pages = [submitted(f"Story {number}") for number in range(6)]
    for page in pages:
        verbs.approve(page, user=ed)

    answers = at_once(press, press)
    press()

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    keys = [page.pk for page in pages]
    documents = PublishedDocument.objects.live().filter(page_id__in=keys)
    assert dict(documents.values_list("page_id", "title")) == {
        page.pk: page.title for page in pages
    }
    assert not DuePage.objects.exists()
    assert not Edition.objects.unpressed().exists()
    assert sweep() == []
