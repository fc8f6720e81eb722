"""The cast and the newsroom that every test can ask for."""

import shutil
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from tests import newsroom as build
from workflows.press.sweep import sweep


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say what tests of one kind have in common.

    After a test that really commits, the rows that migrations made come back. All such
    tests must do so: Django empties the database in another way for those that do not,
    and the two ways do not mix. Journeys share one newsroom, so one process runs them.
    """
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.xdist_group("journey"))
        for mark in item.iter_markers("django_db"):
            if mark.kwargs.get("transaction"):
                mark.kwargs["serialized_rollback"] = True  # type: ignore[index]  # a dict, typed as read-only


@pytest.fixture(autouse=True, scope="session")
def own_home() -> Iterator[None]:
    """Files of tests lie in one folder that is gone afterwards."""
    shutil.rmtree(settings.HOME, ignore_errors=True)
    settings.HOME.mkdir(parents=True, exist_ok=True)
    yield
    shutil.rmtree(settings.HOME, ignore_errors=True)


@pytest.fixture
def rita(db: Any) -> User:
    """Rita is a reporter."""
    return build.person("rita", "Reporters")


@pytest.fixture
def ed(db: Any) -> User:
    """Ed is an editor; he did not write Rita's story."""
    return build.person("ed", "Editors")


@pytest.fixture
def edna(db: Any) -> User:
    """Edna is an editor too."""
    return build.person("edna", "Editors")


@pytest.fixture
def chioma(db: Any) -> User:
    """Chioma is chief editor."""
    return build.person("chioma", "Chief editors")


@pytest.fixture
def mallory(db: Any) -> User:
    """Mallory has an account and no rights."""
    return build.person("mallory")


@pytest.fixture
def root_user(db: Any) -> User:
    """Root is a superuser: may do anything that the product does not refuse to everybody."""
    return User.objects.create_superuser("root", password="masthead")


@pytest.fixture
def newsroom(rita: User, ed: User) -> SimpleNamespace:
    """A home page with News › World and Sport, live and pressed."""
    home = build.open_newsroom(rita, ed)
    news = build.section(home, "News", rita, ed)
    world = build.section(news, "World", rita, ed)
    sport = build.section(home, "Sport", rita, ed)
    build.press()
    sweep()
    build.press()
    return SimpleNamespace(home=home, news=news, world=world, sport=sport)
