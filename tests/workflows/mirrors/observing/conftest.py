"""A mirror in front of which a web server stands, and what was seen there."""

from collections.abc import Iterator

import pytest

from tests.workflows.mirrors.conftest import Publish
from tests.workflows.mirrors.looks import folder_of
from tests.workflows.mirrors.web import Web
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror
from workflows.mirrors.observing.confirm import confirm


@pytest.fixture
def web(live_mirror: Mirror) -> Iterator[Web]:
    """The live mirror's web server; its public URL leads there."""
    server = Web(folder_of(live_mirror))
    Mirror.objects.filter(pk=live_mirror.pk).update(public_url=server.url)
    live_mirror.refresh_from_db()
    yield server
    server.stop()


@pytest.fixture
def seen(
    tree: dict[str, bytes], publish: Publish, live_mirror: Mirror, web: Web
) -> Mirror:
    """The mirror, with the module's own `tree` carried and seen."""
    publish(tree)
    settle(live_mirror)
    return live_mirror


def settle(mirror: Mirror) -> None:
    """Carry what it owes, and look at all of it."""
    deliver(mirror.pk)
    confirm(mirror)
    mirror.refresh_from_db()
    assert not mirror.looks.exists()
