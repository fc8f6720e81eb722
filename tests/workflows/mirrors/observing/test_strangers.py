"""What lies on a mirror and is no part of the tree must go; what cannot go is named."""

import pytest
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from tests.workflows.mirrors.conftest import Publish
from tests.workflows.mirrors.looks import folder_of, owed_by
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror
from workflows.mirrors.observing import audit

pytestmark = pytest.mark.django_db

TREE = {"/index.html": b"front" * 99, "/a/index.html": b"a" * 99}
# The first is, on the disk, a byte that is no UTF-8.
UNTAKEN = ["\udcff.html", ".htaccess", ".DS_Store", "a%20b.html", "x.gz.br"]


@pytest.fixture
def tree() -> dict[str, bytes]:
    return TREE


@pytest.mark.parametrize("name", UNTAKEN)
def test_a_name_that_no_mirror_takes_stops_no_proof_and_is_named(
    seen: Mirror, publish: Publish, name: str
):
    folder = folder_of(seen)
    for path in (name, "old.html"):
        (folder / path).touch()
    observation = audit.everything(seen)
    seen.refresh_from_db()
    assert (seen.proving, seen.proven_at is None) == (False, False)
    assert owed_by(seen) == ["/old.html"]
    shown = name.encode(errors="replace").decode()
    assert observation is not None
    assert (observation.files, observation.wrong) == (2, 1)
    assert observation.paths == [f"/{shown}: it must be removed by hand."]
    number = publish({"/b/index.html": b"b"})
    deliver(seen.pk)
    seen.refresh_from_db()
    assert (seen.edition, owed_by(seen)) == (number, [])
    assert (folder / name).exists()


def test_a_path_that_is_too_long_stops_no_proof(seen: Mirror):
    deep = folder_of(seen).joinpath(*["d" * 200] * 6)
    deep.mkdir(parents=True)
    (deep / "page.html").write_text("far away")
    assert audit.everything(seen).wrong == 1
    seen.refresh_from_db()
    assert (seen.proven_at is None, owed_by(seen)) == (False, [])


def test_an_operator_reads_on_the_mirrors_page_what_to_remove_by_hand(
    seen: Mirror, operator: Client
):
    (folder_of(seen) / ".htaccess").write_text("Redirect / https://elsewhere.example/")
    with capture_logs() as logs:
        audit.everything(seen)
    assert [log["event"] for log in logs] == ["strangers_stay", "observation"]
    assert logs[0] == {
        "event": "strangers_stay",
        "log_level": "warning",
        "mirror": "one",
        "files": 1,
    }
    page = operator.get(reverse("mirrors:inspect", args=[seen.pk])).content.decode()
    assert "/.htaccess: it must be removed by hand." in page
