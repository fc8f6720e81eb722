"""Stories in review, and a gate slow enough for somebody else to come between."""

import time
from collections.abc import Callable, Iterator

import pytest

from pages.models import ArticlePage
from pages.signals import about_to_go_live
from tests.newsroom import draft
from workflows.review import verbs


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
