"""The newsroom that is disturbed, an editor, and stories that wait for approval."""

from collections.abc import Iterator

import pytest

from tests.journeys.admin import Person
from tests.journeys.stack import Stack, stack

__all__ = ["stack"]

STORIES = 50


@pytest.fixture
def ed(stack: Stack) -> Iterator[Person]:
    """Ed is an editor, signed in."""
    with Person(stack, "ed") as ed:
        yield ed


@pytest.fixture
def chioma(stack: Stack) -> Iterator[Person]:
    """Chioma is chief editor, signed in."""
    with Person(stack, "chioma") as chioma:
        yield chioma


@pytest.fixture(scope="session")
def waiting(stack: Stack) -> Iterator[tuple[int, int]]:
    """Page id and task state id of one story after another that waits for approval."""
    titles = [f"Berth {number} reopens" for number in range(1, STORIES + 1)]
    submitted = stack.inside("submit_stories", titles=titles, section="world")
    return iter([(page, task) for page, task in submitted.values()])
