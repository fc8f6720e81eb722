"""One mirror's folder is gone for a while: the other is served, and nothing comes back."""

import time
from collections.abc import Callable, Iterator
from itertools import islice
from threading import Event, Thread

import pytest

from tests.journeys.admin import Person
from tests.journeys.stack import Stack
from tests.journeys.truth import assert_truth
from tests.permissions import unwritable
from tests.processes import within

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

Story = tuple[int, int]  # its page id, and that of the step that waits
Look = tuple[int, ...]
PATIENCE = 10.0  # seconds from an approval to a mirror that works


class Watcher(Thread):
    """Asks one mirror for some addresses, over and over; keeps each look's answers."""

    def __init__(self, stack: Stack, mirror: str, paths: list[str]) -> None:
        super().__init__()
        self.stack, self.mirror, self.paths = stack, mirror, paths
        self.looks: list[Look] = []
        self.done = Event()

    def run(self) -> None:
        while not self.done.is_set():
            answers = [self.stack.get(path, mirror=self.mirror) for path in self.paths]
            self.looks.append(tuple(answer.status_code for answer in answers))

    def stop(self) -> list[Look]:
        """End, and return what was answered, look by look."""
        self.done.set()
        self.join()
        return self.looks


def test_an_unwritable_mirror_delays_no_other_and_never_shows_a_killed_story_again(
    stack: Stack,
    ed: Person,
    chioma: Person,
    waiting: Iterator[tuple[int, int]],
    record_testsuite_property: Callable[[str, object], None],
):
    killed, unseen, *kept = islice(waiting, 5)
    ed.approve(*killed)
    assert_truth(stack)
    where = "SELECT html_path FROM pages_publisheddocument WHERE page_id = %s"
    address = stack.rows(where, killed[0])[0][0]
    watched = ["/", path_of(kept[-1]), path_of(killed), address, path_of(unseen)]
    watcher = Watcher(stack, "second", watched)

    with unwritable(stack.folder("second")):
        arrivals = [approved(stack, ed, story) for story in (unseen, *kept)]
        arrivals += [taken_down(stack, chioma, story) for story in (killed, unseen)]
        assert stack.get(address, mirror="primary").status_code == 404
        second = "mirror_id = (SELECT id FROM mirrors_mirror WHERE name = 'second')"
        assert stack.count("mirrors_duefile", f"urgent AND {second}") > 0
        watcher.start()  # before it is back: not one answer is missed
    try:
        assert_truth(stack)
    finally:
        looks = watcher.stop()

    record_testsuite_property("slowest_arrival_on_the_other_mirror", max(arrivals))
    assert looks[-1] == (200, 200, 410, 404, 410)
    assert all(never != 200 for *_, never in looks)
    back = [look for look in looks if look[0] == 200]  # the front was there before it
    for _, fresh, story, page, _ in back:
        if fresh == 200:  # a takedown goes before everything else
            assert (story, page) == (410, 404)
    for column in (2, 3):
        shown = [look[column] == 200 for look in back]
        assert shown == sorted(shown, reverse=True), "it came back"


def path_of(story: Story) -> str:
    return f"/api/v2/pages/{story[0]}/"


def approved(stack: Stack, ed: Person, story: Story) -> float:
    """Approve; return the seconds until the primary mirror shows it."""
    clicked = time.monotonic()
    ed.approve(*story)
    return seconds_until(stack, 200, path_of(story), since=clicked)


def taken_down(stack: Stack, chioma: Person, story: Story) -> float:
    """Kill: the API says so at once; return the seconds until the primary does."""
    clicked = time.monotonic()
    chioma.kill(story[0])
    assert stack.get(path_of(story)).status_code == 410
    return seconds_until(stack, 410, path_of(story), since=clicked)


def seconds_until(stack: Stack, status: int, path: str, *, since: float) -> float:
    def is_so() -> bool:
        return stack.get(path, mirror="primary").status_code == status

    assert within(PATIENCE, is_so), f"{path}: no {status} within {PATIENCE} s"
    return time.monotonic() - since
