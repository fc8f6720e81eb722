"""Two at the same moment, on PostgreSQL: exactly one wins, and the tables agree."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection, connections, transaction
from structlog.testing import capture_logs
from wagtail.models import Page, WorkflowState

from pages.models import (
    ArticlePage,
    NewsImage,
    PublicPage,
    PublishedDocument,
    SectionPage,
)
from tests.newsroom import picture, story
from tests.together import after, at_once
from workflows.press import store, tree
from workflows.press.models import Action, DuePage, Edition, PublishedFile, Source
from workflows.press.press import press
from workflows.press.sweep import sweep
from workflows.press.takedown import kill
from workflows.review import verbs
from workflows.review.errors import AlreadyDecided, NotInReview
from workflows.review.models import Approval, Release
from workflows.review.timing.publish_due import publish_due

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.guarantee,
]

LATE = (AlreadyDecided, NotInReview)
Outcome = tuple[bool, int, list[str], str]
OUT: Outcome = (True, 1, [Action.PUBLISH], WorkflowState.STATUS_APPROVED)
SENT_BACK: Outcome = (False, 0, [], WorkflowState.STATUS_NEEDS_CHANGES)
CANCELLED: Outcome = (False, 0, [], WorkflowState.STATUS_CANCELLED)


def editions_of(page: Page) -> list[str]:
    found = Edition.objects.filter(page_id=page.pk).order_by("number")
    return list(found.values_list("action", flat=True))


def numbers_are_gapless() -> bool:
    numbers = Edition.objects.order_by("number").values_list("number", flat=True)
    return list(numbers) == list(range(1, len(numbers) + 1))


@pytest.fixture
def undecided(submitted) -> Callable[[], Iterator[tuple[ArticlePage, float]]]:
    """Stories in review, each with how much later (in seconds) the second decides."""

    def stories() -> Iterator[tuple[ArticlePage, float]]:
        for number, delay in enumerate((0.0, 0.05, 0.15, -0.05)):
            yield submitted(f"Story {number}"), delay

    return stories


def exactly_one_won(answers: list[Any]) -> bool:
    late = [answer for answer in answers if isinstance(answer, LATE)]
    return answers.count(None) == 1 and len(late) == 1


def outcome(page: Page) -> Outcome:
    """Return whether it is live, its approvals, its editions, and where its review is."""
    return (
        ArticlePage.objects.get(pk=page.pk).live,
        Approval.objects.filter(page_id=page.pk).count(),
        editions_of(page),
        str(WorkflowState.objects.for_instance(page).get().status),
    )


def test_of_two_editors_approving_at_once_exactly_one_does(
    undecided, ed, edna, slow_gate
):
    for page, delay in undecided():
        answers = at_once(
            after(-delay, lambda p=page: verbs.approve(p, user=ed)),
            after(delay, lambda p=page: verbs.approve(p, user=edna)),
        )

        assert exactly_one_won(answers), (delay, answers)
        assert outcome(page) == OUT
        winner = (ed, edna)[answers.index(None)]
        assert Approval.objects.get(page_id=page.pk).user_id == winner.pk


def test_of_approving_and_sending_back_at_once_exactly_one_happens(
    undecided, ed, edna, slow_gate
):
    for page, delay in undecided():
        answers = at_once(
            after(-delay, lambda p=page: verbs.approve(p, user=ed)),
            after(delay, lambda p=page: verbs.send_back(p, user=edna, comment="Who?")),
        )

        assert exactly_one_won(answers), (delay, answers)
        assert outcome(page) == (OUT, SENT_BACK)[answers.index(None)]


def test_of_approving_and_cancelling_at_once_exactly_one_happens(
    undecided, rita, ed, slow_gate
):
    for page, delay in undecided():
        answers = at_once(
            after(-delay, lambda p=page: verbs.approve(p, user=ed)),
            after(delay, lambda p=page: verbs.cancel(p, user=rita)),
        )

        assert exactly_one_won(answers), (delay, answers)
        assert outcome(page) == (OUT, CANCELLED)[answers.index(None)]


def test_a_due_story_that_somebody_holds_waits_for_the_next_tick_and_only_that_one(due):
    held, free = due("Held"), due("Free")

    def tick() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")  # else a wait would be endless
        return publish_due()

    with transaction.atomic(), capture_logs() as logs:
        PublicPage.lock(held.pk)
        assert at_once(tick) == [1]

    assert [log["event"] for log in logs if log["log_level"] == "error"] == []
    assert ArticlePage.objects.get(pk=free.pk).live
    assert not ArticlePage.objects.get(pk=held.pk).live
    assert publish_due() == 1
    assert ArticlePage.objects.get(pk=held.pk).live


def test_two_ticks_at_once_let_a_due_story_out_once(due):
    pages = [due(f"Story {number}") for number in range(3)]

    assert sum(at_once(publish_due, publish_due, publish_due)) + publish_due() == 3

    assert [editions_of(page) for page in pages] == [[Action.PUBLISH]] * 3
    assert Release.objects.filter(page_id__in=[page.pk for page in pages]).count() == 3
    assert numbers_are_gapless()


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


def test_a_story_killed_while_it_is_pressed_is_never_live_afterwards(
    submitted, ed, chioma, slow_gate
):
    for delay in (-0.05, 0.0, 0.05, 0.15, 0.3):
        page = submitted("Harbor strike ends")
        verbs.approve(page, user=ed)

        answers = at_once(
            after(-delay, press),
            after(delay, lambda p=page: kill(p.pk, actor=chioma, reason="legal")),
        )
        press()
        sweep()
        press()

        assert [one for one in answers if isinstance(one, Exception)] == []
        assert editions_of(page) == [Action.PUBLISH, Action.KILL]
        assert not ArticlePage.objects.get(pk=page.pk).live
        assert nothing_of("harbor-strike") == []
    assert not DuePage.objects.exists()
    assert not Edition.objects.unpressed().exists()
    assert numbers_are_gapless()


def nothing_of(slug: str) -> list[str]:
    """Return what is public of a slug: addresses, and files that name it."""
    documents = PublishedDocument.objects.live().filter(document__contains=slug)
    standing = PublishedFile.objects.standing()
    return [
        *documents.values_list("html_path", flat=True),
        *standing.filter(path__contains=slug).values_list("path", flat=True),
        *(file.path for file in standing if slug.encode() in store.read(file.digest)),
    ]


def _rename_picture(page: ArticlePage) -> None:
    NewsImage.objects.update(caption="Cranes, seen from the mole")


def _move(page: ArticlePage) -> None:
    page.move(SectionPage.objects.get(slug="sport"), pos="last-child")


def _take_offline(page: ArticlePage) -> None:
    Page.objects.filter(pk=page.pk).update(live=False)


def test_two_sweeps_at_once_cut_one_edition_for_one_change(newsroom, rita, ed):
    page = story(newsroom.world, rita, ed, lead_picture=picture())
    for change, action in (
        (_rename_picture, Action.RESOURCE),
        (_move, Action.MOVE),
        (_take_offline, Action.WITHDRAW),
    ):
        before = Edition.objects.count()
        change(page)

        answers = at_once(sweep, sweep, sweep)

        assert [one for one in answers if isinstance(one, Exception)] == []
        fresh = Edition.objects.filter(number__gt=before)
        assert list(fresh.values_list("action", flat=True)) == [action]
        press()
        assert sweep() == []
    assert numbers_are_gapless()


def test_a_sweep_holds_nothing_a_press_may_need_while_it_waits_for_the_tree(
    newsroom, rita, ed
):
    """Else each waits for the other, and PostgreSQL ends one of them."""
    page = story(newsroom.world, rita, ed, lead_picture=picture())
    _rename_picture(page)
    remembered = Source.objects.filter(ref__startswith="image:")

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            tree.lock()
            swept = pool.submit(at_once, sweep)
            time.sleep(0.5)
            remembered.select_for_update(nowait=True).get()  # raises if it is held
            assert not swept.done()
        (cut,) = swept.result()

    assert [edition.action for edition in cut] == [Action.RESOURCE]


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
