"""A listing may take half an hour: it is the only one, and no kill waits for it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from structlog.testing import capture_logs

from tests.workflows.mirrors.conftest import Publish
from tests.workflows.mirrors.looks import files_in, folder_of, owed_by
from workflows.mirrors.deliver import deliver
from workflows.mirrors.drivers.folder import FolderDriver
from workflows.mirrors.models import Mirror
from workflows.mirrors.observing import audit, listing, observe

pytestmark = pytest.mark.django_db

TREE = {f"/{letter}/index.html": letter.encode() for letter in "abcd"}
FORMS = {path + end for path in TREE for end in (".gz", ".br")}


@pytest.fixture
def tree() -> dict[str, bytes]:
    return TREE


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Have something happen between a folder's files; return what was listed of them."""

    def put(*happens: Callable[[], object]) -> list[str]:
        paths, named = FolderDriver.paths, list[str]()

        def slowly(driver: FolderDriver) -> Iterator[str]:
            left = list(happens)
            for path in sorted(set(paths(driver)) - FORMS):
                if left:
                    left.pop(0)()
                named.append(path)
                yield path

        monkeypatch.setattr(FolderDriver, "paths", slowly)
        monkeypatch.setattr(listing, "GLANCE", 0.0)
        return named

    return put


def test_a_folder_is_listed_no_further_once_a_takedown_is_owed(
    seen: Mirror, publish: Publish, meanwhile: Callable[..., list[str]]
):
    def kill() -> None:
        publish({"/d/index.html": None}, urgent=True)
        assert deliver(seen.pk) is None  # the listing holds the folder's lock

    named = meanwhile(kill)
    with capture_logs() as logs:
        audit.everything(seen)
    assert named == ["/a/index.html"]
    assert logs[0] == {
        "event": "not_listed",
        "log_level": "warning",
        "mirror": "one",
        "error": "Something urgent was owed meanwhile, and goes first.",
    }
    assert owed_by(seen) == ["/d/index.html"]
    deliver(seen.pk)
    assert "/d/index.html" not in files_in(folder_of(seen))
    seen.refresh_from_db()
    assert (seen.failures, seen.proven_at is None) == (0, False)


def test_a_long_listing_keeps_its_lease_and_its_turn(
    seen: Mirror, meanwhile: Callable[..., list[str]]
):
    long = Now() + timedelta(seconds=10)

    def run_out() -> None:
        Mirror.objects.update(lease_until=Now(), observed_until=Now())

    def look() -> None:
        held = Mirror.objects.filter(lease_until__gt=long, observed_until__gt=long)
        assert held.exists()
        assert observe.waiting() == []

    named = meanwhile(run_out, look)
    observe.observe(seen.pk)
    assert sorted(named) == sorted(TREE)
    seen.refresh_from_db()
    assert (seen.lease_until, seen.observed_until) == (None, None)
    assert (seen.proven_at is None, owed_by(seen)) == (False, [])


def test_a_second_observer_does_not_list(
    seen: Mirror, meanwhile: Callable[..., list[str]]
):
    named = meanwhile(*[lambda: observe.observe(seen.pk)] * 3)
    observe.observe(seen.pk)
    assert sorted(named) == sorted(TREE)


def test_a_listing_without_end_ends(
    seen: Mirror,
    meanwhile: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
):
    (folder_of(seen) / "a/0.html").write_text("a stranger")
    named = meanwhile()
    monkeypatch.setattr(listing, "LONGEST", 0.0)
    audit.everything(seen)
    assert named == ["/a/0.html"]
    assert owed_by(seen) == named
