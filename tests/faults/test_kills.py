"""kill -9 of every process at every step of the road, and a broker that forgets."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest
import redis
import requests

from tests.journeys.admin import Person
from tests.journeys.stack import Stack
from tests.journeys.truth import assert_truth, owed
from tests.processes import within

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

Waiting = Iterator[tuple[int, int]]
PRESSING = "press_duepage", "attempts > 0"
CARRYING = "mirrors_duefile", "attempts > 0"
RIGHT_AWAY = None
# Seconds after the first sign of work; what is under way then differs each time.
MOMENTS = (RIGHT_AWAY, 0.0, 0.2)
# Seconds after an approval was sent; it takes about half of one.
IN_THE_REQUEST = (0.05, 0.2, 0.4)


def approve(ed: Person, page: int, task: int) -> bool:
    """Whether the approval was answered, and well."""
    try:
        ed.approve(page, task)
    except requests.RequestException:
        return False
    return True


def assert_public(stack: Stack, pages: list[int]) -> None:
    """Each page was published by one edition and is in the API and on both mirrors."""
    assert_truth(stack)
    for page in pages:
        traces = traces_of(stack, page)
        assert traces == (1, 1, 1), f"page {page}: {traces}"
        path = f"/api/v2/pages/{page}/"
        answers = [stack.get(path, mirror=name) for name in ("", *stack.mirrors)]
        assert [answer.status_code for answer in answers] == [200] * 3
        assert len({answer.content for answer in answers}) == 1


def traces_of(stack: Stack, page: int) -> tuple[int, int, int]:
    """Return how often the page is live, approved, and published by an edition."""
    return (
        stack.count("wagtailcore_page", f"id = {page} AND live"),
        stack.count("review_approval", f"page_id = {page}"),
        stack.count("press_edition", f"page_id = {page} AND action = 'publish'"),
    )


@pytest.mark.parametrize(
    ("service", "at_work"), [("press", PRESSING), ("mirrors", CARRYING)]
)
def test_a_worker_killed_at_any_moment_loses_nothing(
    stack: Stack, ed: Person, waiting: Waiting, service: str, at_work: tuple[str, str]
):
    def approve_next(count: int) -> list[int]:
        stories = list(islice(waiting, count))
        assert stories, "no story is left to approve"
        for page, task in stories:
            ed.approve(page, task)
        return [page for page, _ in stories]

    approved: list[int] = []
    left_behind: list[object] = []
    for moment in MOMENTS:
        approved += approve_next(2)
        if moment is not RIGHT_AWAY:
            while not within(5, lambda: stack.count(*at_work)):
                approved += approve_next(1)  # it was done before we looked
            time.sleep(moment)
        pid = stack.kill(service)
        left_behind += owed(stack)
        stack.wait_for_another(service, than=pid)

    assert left_behind, "every kill came too late to disturb anything"
    assert_public(stack, approved)


@pytest.mark.parametrize("service", ["web", "postgres"])
def test_an_approval_cut_off_in_the_middle_happened_wholly_or_not_at_all(
    stack: Stack, ed: Person, waiting: Waiting, service: str
):
    tried = []
    for moment in IN_THE_REQUEST:
        page, task = next(waiting)
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(approve, ed, page, task)
            time.sleep(moment)
            pid = stack.kill(service)
            tried.append((page, task, answer.result()))
        stack.wait_for_another(service, than=pid)
        assert within(60, lambda: stack_is_ready(stack))

    assert not all(was_answered for *_, was_answered in tried)
    for page, task, was_answered in tried:
        traces = traces_of(stack, page)
        assert traces in {(0, 0, 0), (1, 1, 1)}
        if was_answered:
            assert traces == (1, 1, 1)
        elif not all(traces):
            assert within(30, lambda p=page, t=task: approve(ed, p, t))
    assert_public(stack, [page for page, *_ in tried])


def stack_is_ready(stack: Stack) -> bool:
    try:
        return stack.get("/health/ready").status_code == 200
    except requests.RequestException:
        return False


def test_every_process_killed_right_after_an_approval_loses_nothing(
    stack: Stack, ed: Person, waiting: Waiting
):
    page, task = next(waiting)
    ed.approve(page, task)
    services = ("web", "press", "clock", "mirrors", "beat", "valkey", "postgres")
    pids = {service: stack.pid(service) for service in services}

    for service in services:
        stack.kill(service)

    for service, pid in pids.items():
        stack.wait_for_another(service, than=pid)
    assert within(60, lambda: stack_is_ready(stack))
    assert_public(stack, [page])


def test_a_broker_that_forgets_everything_loses_nothing(
    stack: Stack, ed: Person, waiting: Waiting
):
    approved = []
    with redis.Redis.from_url(stack.told("REDIS_URL")) as broker:
        for page, task in islice(waiting, 6):
            ed.approve(page, task)
            approved.append(page)
            broker.flushall()

    assert_public(stack, approved)
