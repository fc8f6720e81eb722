"""The cast and the newsroom that every test can ask for."""

import shutil
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from xdist.scheduler import LoadScopeScheduling

from pages import clock
from pages.models import HomePage, SectionPage
from tests import newsroom as build
from tests.snapshot import Snapshot
from workflows.press.sweep import sweep

RITA, ED = 900_001, 900_002  # they own what the snapshot holds
# What shares something costly, by where it lies: one process runs all of a group. None
# of it commits: what does must come last in each process.
GROUPS = {
    "tests/faults/": "journeys",
    "tests/journeys/": "journeys",
    "tests/workflows/mirrors/drivers/": "storages",
    "tests/workflows/mirrors/offline/test_hostile_bundles.py": "sticks",
    "tests/workflows/mirrors/offline/test_import_tree.py": "sticks",
}


class InGroups(LoadScopeScheduling):
    """Journeys share one newsroom, drivers' tests their servers; other tests go one by one.

    It is what groups of pytest-xdist are for; with pytest 9.2 they do nothing
    (pytest-dev/pytest-xdist#1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid) or nodeid


def _group(nodeid: str) -> str | None:
    groups = (name for start, name in GROUPS.items() if nodeid.startswith(start))
    return next(groups, None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> InGroups:
    return InGroups(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first; after a test that commits, migrated rows come back.

    All such tests must do so: Django empties the database in another way for those that
    do not, and the two ways do not mix.
    """
    items.sort(key=lambda item: _group(item.nodeid) != "journeys")
    for item in items:
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


@pytest.fixture(autouse=True, scope="session")
def one_clock() -> Iterator[None]:
    """Tests move the clock of their process, and cannot move the database's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", timezone.now)
        yield


@pytest.fixture(autouse=True, scope="session")
def alone_at_the_end(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A server in a thread may hold its connection a moment longer than its test."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _rita() -> User:
    return build.person("rita", "Reporters", pk=RITA)


def _ed() -> User:
    return build.person("ed", "Editors", pk=ED)


@pytest.fixture
def rita(db: Any) -> User:
    """Rita is a reporter."""
    return _rita()


@pytest.fixture
def ed(db: Any) -> User:
    """Ed is an editor; he did not write Rita's story."""
    return _ed()


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


@pytest.fixture(scope="session")
def opened(django_db_setup: None, django_db_blocker: Any, own_home: None) -> Snapshot:
    """What opening the newsroom does to the tables; nothing of it stays there."""
    with django_db_blocker.unblock(), transaction.atomic():
        reporter, editor = _rita(), _ed()
        snapshot = Snapshot.of(lambda: _open_newsroom(reporter, editor))
        transaction.set_rollback(True)
    return snapshot


def _open_newsroom(reporter: User, editor: User) -> None:
    home = build.open_newsroom(reporter, editor)
    news = build.section(home, "News", reporter, editor)
    build.section(news, "World", reporter, editor)
    build.section(home, "Sport", reporter, editor)
    build.press()
    sweep()
    build.press()


@pytest.fixture
def newsroom(rita: User, ed: User, opened: Snapshot) -> SimpleNamespace:
    """A home page with News › World and Sport, live and pressed."""
    opened.restore()
    sections = {page.slug: page for page in SectionPage.objects.all()}
    return SimpleNamespace(home=HomePage.objects.get(), **sections)
