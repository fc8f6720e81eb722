"""A server is listed folder by folder, for minutes: deliveries and looks go on beside that."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflows.mirrors.conftest import Publish
from tests.workflows.mirrors.drivers.conftest import Storage
from tests.workflows.mirrors.looks import owed_by
from tests.workflows.mirrors.web import Web
from workflows.mirrors import lifecycle
from workflows.mirrors.deliver import deliver
from workflows.mirrors.drivers.sftp import SFTPDriver
from workflows.mirrors.models import Mirror, Outcome
from workflows.mirrors.observing import listing, observe
from workflows.mirrors.observing.confirm import confirm

pytestmark = pytest.mark.django_db

PAGES = {f"/{letter}/index.html": letter.encode() for letter in "abc"}


@pytest.fixture
def seen(sftp_storage: Storage, publish: Publish, tmp_path: Path) -> Iterator[Mirror]:
    """A live mirror with three pages that were carried and seen."""
    web = Web(tmp_path / "mirror")
    mirror = lifecycle.add("one", public_url=web.url, storage_url=sftp_storage.url)
    mirror.change_credentials(dict(sftp_storage.credentials))
    mirror.save()
    lifecycle.sync(mirror)
    publish(PAGES)
    deliver(mirror.pk)
    confirm(mirror)
    yield mirror
    web.stop()


def test_a_kill_is_carried_and_seen_while_the_server_is_listed(
    seen: Mirror,
    sftp_storage: Storage,
    publish: Publish,
    monkeypatch: pytest.MonkeyPatch,
):
    paths, carried, unseen = SFTPDriver.paths, [], []

    def slowly(driver: SFTPDriver) -> Iterator[str]:
        for number, path in enumerate(paths(driver)):
            if number == 0:
                # not in the folder that is listed now: its own is gone when its turn comes
                killed = next(page for page in PAGES if page[:3] != path[:3])
                publish({killed: None}, urgent=True)
                observe.observe(seen.pk)  # another worker, which does not list
                carried.append(deliver(seen.pk))
            unseen.append(seen.looks.count())
            yield path

    monkeypatch.setattr(SFTPDriver, "paths", slowly)
    monkeypatch.setattr(listing, "GLANCE", 0.0)
    observe.observe(seen.pk)
    assert [one.outcome for one in carried] == [Outcome.DONE]
    assert unseen == [1, 0, 0, 0, 0, 0]  # two pages and their compressed forms
    assert len(sftp_storage.files()) == 2
    deliver(seen.pk)
    seen.refresh_from_db()
    assert (owed_by(seen), seen.failures, seen.proven_at is None) == ([], 0, False)
