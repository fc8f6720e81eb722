"""A mail server and a webhook's receiver that are real, and a newsroom with addresses."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from tests.workflows.notices.servers import Hook, Post, hook_server, post_office
from workflows.notices.models import Webhook


@pytest.fixture(autouse=True)
def addresses(rita, ed, edna, chioma) -> None:
    """Everybody of the cast has an e-mail address."""
    for user in (rita, ed, edna, chioma):
        user.email = f"{user.username}@courier.example"
        user.save()


@pytest.fixture
def post() -> Iterator[Post]:
    """A mail server on this machine that the settings name, and what it took."""
    with post_office() as office, override_settings(**office.settings):
        yield office


@pytest.fixture
def hook() -> Iterator[Hook]:
    """A receiver of webhooks on this machine, which may be called."""
    with hook_server() as receiver:
        yield receiver


@pytest.fixture
def webhook(db: Any, hook: Hook) -> Webhook:
    """A webhook of no desk in particular that leads there."""
    made = Webhook(name="#desk", kinds=["submitted", "published", "updated"])
    made.url = hook.url
    made.save()
    return made
