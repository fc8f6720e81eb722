"""Stories in review or due, and a gate slow enough for somebody else to come between."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from pages.models import ArticlePage
from pages.signals import about_to_go_live
from tests.newsroom import draft, edit
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


@pytest.fixture
def due(newsroom, rita, ed) -> Callable[[str], ArticlePage]:
    """Make a story that is approved and scheduled, and whose hour has just come."""

    def make(title: str) -> ArticlePage:
        page = draft(newsroom.world, rita, title=title)
        edit(page, rita, go_live_at=timezone.now() + timedelta(seconds=0.4))
        verbs.submit(page, user=rita)
        verbs.approve(page, user=ed)
        time.sleep(0.5)
        return page

    return make
