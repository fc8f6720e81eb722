"""Desks, and stories wherever a board can have them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from pages.models import ArticlePage
from tests.newsroom import draft
from workflows.desk.models import Desk
from workflows.review import verbs


@pytest.fixture
def news_desk(newsroom) -> Desk:
    desk = Desk.objects.create(
        name="News desk", group=Group.objects.get(name="Editors")
    )
    desk.sections.add(newsroom.news)
    return desk


@pytest.fixture
def submitted(newsroom, rita) -> Callable[..., ArticlePage]:
    def make(title: str = "Harbor strike ends", **fields: Any) -> ArticlePage:
        page = draft(newsroom.world, rita, title=title, **fields)
        verbs.submit(page, user=rita)
        return page

    return make


@pytest.fixture
def at_desk() -> Callable[[User], Client]:
    """Return a signed-in client of one's own: two people do not share a session."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
