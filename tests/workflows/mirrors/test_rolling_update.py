"""Workers of the former release beside ours: the rows they write, on today's tables."""

import pytest

from tests.workflows.mirrors.conftest import Publish
from tests.workflows.mirrors.looks import files_in, folder_of, owed_by
from workflows.mirrors import owe
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror

pytestmark = pytest.mark.django_db(transaction=True)

# What 0.1 wrote in the press's transaction. Its ranks: 0 a picture, 1 a page, 2 a list,
# 3 a picture that is gone. They mean something else by now, and stand in the same order.
FORMER = """
    INSERT INTO mirrors_duefile AS due
        (mirror_id, path, edition, urgent, rank, attempts, next_at, last_error)
    SELECT mirror.id, file.path, file.edition, file.gone OR %(urgent)s,
        CASE
            WHEN file.cache = 'immutable' THEN CASE WHEN file.gone THEN 3 ELSE 0 END
            WHEN file.page_id IS NULL OR file.type LIKE 'application/%%xml' THEN 2
            ELSE 1
        END,
        0, statement_timestamp(), ''
    FROM press_publishedfile AS file, mirrors_mirror AS mirror
    WHERE file.path = ANY(%(paths)s) AND mirror.state = ANY(%(states)s)
    ORDER BY mirror.id, file.path
    ON CONFLICT (mirror_id, path) DO UPDATE SET
        edition = GREATEST(due.edition, excluded.edition),
        urgent = due.urgent OR excluded.urgent,
        rank = excluded.rank,
        attempts = 0,
        next_at = excluded.next_at,
        last_error = ''
"""
PICTURE = f"/media/{64 * '0'}.jpg"


def test_what_a_former_worker_owes_is_carried_in_its_order_and_mixes_with_ours(
    publish: Publish, live_mirror: Mirror, monkeypatch: pytest.MonkeyPatch
):
    publish({"/killed/index.html": b"secret", "/index.html": b"1"})  # by one of ours
    with monkeypatch.context() as former:
        former.setattr(owe, "SOME_FILES", FORMER)
        publish({"/index.html": b"2", "/feeds/all.xml": b"3", PICTURE: b"4"})
        publish({"/killed/index.html": None}, urgent=True)
    publish({"/a/index.html": b"5"})

    order = owed_by(live_mirror)
    assert order[0] == "/killed/index.html"
    assert order.index(PICTURE) < order.index("/feeds/all.xml")
    deliver(live_mirror.pk)

    assert files_in(folder_of(live_mirror)) == {
        "/index.html": b"2",
        "/feeds/all.xml": b"3",
        PICTURE: b"4",
        "/a/index.html": b"5",
    }
    assert owed_by(live_mirror) == []
    live_mirror.refresh_from_db()
    assert live_mirror.edition == 4
