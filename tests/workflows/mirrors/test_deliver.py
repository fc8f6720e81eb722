"""A delivery: from what is owed to what lies in the mirror's folder."""

import gzip
import hashlib
import shutil
import time
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.utils import timezone
from structlog.testing import capture_logs

from tests.permissions import permissions_that_count
from tests.together import at_once
from tests.workflows.mirrors.conftest import MakeMirror, Publish
from tests.workflows.mirrors.looks import files_in, folder_of, make_ready, owed_by
from workflows.mirrors import lifecycle
from workflows.mirrors.contents import BytesDamaged, BytesMissing
from workflows.mirrors.deliver import deliver
from workflows.mirrors.drivers.folder import NotPrepared
from workflows.mirrors.drivers.paths import PathRefused
from workflows.mirrors.lease import Lease
from workflows.mirrors.models import Delivery, Mirror
from workflows.press import store
from workflows.press.models import DuePage, PublishedFile

pytestmark = pytest.mark.django_db


def test_the_folder_equals_the_tree(publish: Publish, make_mirror: MakeMirror):
    publish({"/index.html": b"home", "/world/a/index.html": b"a"})
    publish({"/world/a/index.html": None, "/world/b/index.html": b"b"})
    mirror = make_mirror()
    delivery = deliver(mirror.pk)
    assert files_in(folder_of(mirror)) == {
        "/index.html": b"home",
        "/world/b/index.html": b"b",
    }
    assert owed_by(mirror) == []
    assert delivery is not None
    assert (delivery.files, delivery.bytes, delivery.outcome) == (3, 5, "done")


def test_compressed_forms_lie_beside(publish: Publish, live_mirror: Mirror):
    publish({"/index.html": b"home" * 100})
    deliver(live_mirror.pk)
    folder = folder_of(live_mirror)
    assert gzip.decompress((folder / "index.html.gz").read_bytes()) == b"home" * 100
    assert brotli.decompress((folder / "index.html.br").read_bytes()) == b"home" * 100


def test_the_newest_state_is_carried_not_the_one_that_was_owed(
    publish: Publish, live_mirror: Mirror
):
    publish({"/index.html": b"1"})
    PublishedFile.objects.update(digest=store.keep(b"2", "text/html"))
    deliver(live_mirror.pk)
    assert files_in(folder_of(live_mirror)) == {"/index.html": b"2"}


def test_a_mirror_that_owes_nothing_notes_the_newest_edition(
    publish: Publish, live_mirror: Mirror
):
    first = publish({"/index.html": b"1"})
    delivery = deliver(live_mirror.pk)
    assert delivery is not None
    assert (delivery.from_edition, delivery.to_edition) == (0, first)
    empty = publish({})
    assert deliver(live_mirror.pk) is None
    live_mirror.refresh_from_db()
    assert live_mirror.edition == empty


def test_a_page_that_waits_for_the_press_holds_the_mirrors_edition(
    publish: Publish, live_mirror: Mirror
):
    first = publish({"/index.html": b"1"})
    deliver(live_mirror.pk)
    second = publish({"/world/index.html": b"1"})
    page = DuePage.objects.create(
        page_id=1, edition=second, rank=0, next_at=timezone.now()
    )
    deliver(live_mirror.pk)
    live_mirror.refresh_from_db()
    assert (live_mirror.edition, owed_by(live_mirror)) == (first, [])
    parked = DuePage.objects.filter(pk=page.pk)
    for may_show_what_was_killed, edition in ((True, first), (False, second)):
        parked.update(last_error="Boom.", urgent=may_show_what_was_killed)
        deliver(live_mirror.pk)
        live_mirror.refresh_from_db()
        assert live_mirror.edition == edition


def test_a_synced_mirror_is_live_once_it_owes_nothing(
    publish: Publish, make_mirror: MakeMirror
):
    publish({"/a": b"1", "/b": b"2"})
    mirror = make_mirror()
    deliver(mirror.pk, seconds=0)
    mirror.refresh_from_db()
    assert mirror.state == "syncing"
    deliver(mirror.pk)
    mirror.refresh_from_db()
    assert mirror.state == "live"


def test_time_that_is_up_leaves_the_rest_owed(publish: Publish, live_mirror: Mirror):
    publish({f"/{number}": b"x" for number in range(200)})
    at_least = 4.0  # seconds that all of them take, however fast the machine
    delivery = deliver(
        live_mirror.pk, seconds=1.0, after_each=lambda: time.sleep(at_least / 200)
    )
    assert delivery is not None
    assert delivery.outcome == "unfinished"
    assert 0 < delivery.files < 200
    assert len(owed_by(live_mirror)) == 200 - delivery.files
    live_mirror.refresh_from_db()
    assert (live_mirror.edition, live_mirror.lease_owner) == (0, "")


def test_a_kill_overtakes_a_backlog_of_two_thousand_files(
    publish: Publish, live_mirror: Mirror
):
    publish({"/killed/index.html": b"secret"})
    deliver(live_mirror.pk)
    publish({f"/backlog/{number}.html": b"x" for number in range(2000)})
    publish({"/killed/index.html": None}, urgent=True)
    folder = folder_of(live_mirror)
    seen = []

    def look() -> None:
        seen.append([(folder / name).exists() for name in ("killed", "backlog")])

    deliver(live_mirror.pk, seconds=0.5, after_each=look)
    assert seen[0] == [False, False]  # the removal came first
    assert "/killed/index.html" not in owed_by(live_mirror)


def test_a_poison_file_backs_off_and_holds_up_nobody(
    publish: Publish, live_mirror: Mirror
):
    publish({"/a.html": b"a", "/poison.html": b"p", "/z.html": b"z"})
    PublishedFile.objects.filter(path="/poison.html").update(digest="0" * 64)
    with capture_logs() as logs:
        delivery = deliver(live_mirror.pk)
    assert files_in(folder_of(live_mirror)) == {"/a.html": b"a", "/z.html": b"z"}
    left = live_mirror.due.get()
    assert (left.path, left.attempts, left.last_error) == (
        "/poison.html",
        1,
        str(BytesMissing.says),
    )
    assert left.next_at > timezone.now()
    assert delivery is not None
    assert (delivery.outcome, delivery.error) == ("partial", str(BytesMissing.says))
    live_mirror.refresh_from_db()
    assert (live_mirror.edition, live_mirror.failures) == (0, 0)
    assert [log["event"] for log in logs] == ["file_failed", "delivery"]


def test_the_second_try_of_a_poison_file_waits_longer(
    publish: Publish, live_mirror: Mirror
):
    publish({"/poison.html": b"p"})
    PublishedFile.objects.update(digest="0" * 64)
    waits = []
    for _ in range(4):
        make_ready()
        deliver(live_mirror.pk)
        waits.append(live_mirror.due.get().next_at - timezone.now())
    assert waits == sorted(waits)
    assert timedelta(seconds=6) < waits[-1] < timedelta(seconds=10)


def test_bytes_that_are_not_what_the_digest_says_are_not_sent(
    publish: Publish, live_mirror: Mirror
):
    publish({"/index.html": b"old"})
    deliver(live_mirror.pk)
    publish({"/index.html": b"unique bytes for the damage test"})
    _damage(hashlib.sha256(b"unique bytes for the damage test").hexdigest())
    delivery = deliver(live_mirror.pk)
    assert delivery is not None
    assert delivery.error == str(BytesDamaged.says)
    assert files_in(folder_of(live_mirror)) == {"/index.html": b"old"}


def test_a_damaged_compressed_form_is_left_out(publish: Publish, live_mirror: Mirror):
    data = b"unique bytes for the damaged form" * 10
    publish({"/index.html": data})
    _damage(hashlib.sha256(data).hexdigest(), ".gz")
    deliver(live_mirror.pk)
    names = sorted(path.name for path in folder_of(live_mirror).glob("index*"))
    assert names == ["index.html", "index.html.br"]


def test_a_path_that_is_not_safe_is_the_files_fault(
    publish: Publish, live_mirror: Mirror
):
    """The tree takes no such path; if one is in the table all the same, it stays here."""
    publish({"/index.html": b"1", "/hidden": b"2"})
    for rows in (PublishedFile.objects, live_mirror.due):
        rows.filter(path="/hidden").update(path="/.hidden")
    deliver(live_mirror.pk)
    assert files_in(folder_of(live_mirror)) == {"/index.html": b"1"}
    assert live_mirror.due.get().last_error == str(PathRefused.says)


def test_a_broken_mirror_opens_its_breaker_and_delays_no_other(
    publish: Publish, make_mirror: MakeMirror
):
    broken, healthy = make_mirror("broken"), make_mirror("healthy")
    folder = folder_of(broken)
    shutil.move(folder, folder.with_name("kept"))
    folder.write_text("a file in place of the folder")
    publish({"/index.html": b"1"})
    stopped, done = deliver(broken.pk), deliver(healthy.pk)
    assert stopped is not None
    assert done is not None
    assert (stopped.outcome, stopped.files) == ("stopped", 0)
    assert (done.outcome, done.files) == ("done", 1)
    broken.refresh_from_db()
    assert broken.failures == 1
    assert broken.breaker_until is not None
    assert broken.breaker_until > timezone.now()
    assert "Not a directory" in broken.last_error
    assert deliver(broken.pk) is None  # left alone


def test_a_mirror_that_returns_catches_up_takedowns_first(
    publish: Publish, live_mirror: Mirror
):
    publish({"/killed/index.html": b"secret", "/index.html": b"1"})
    deliver(live_mirror.pk)
    folder = folder_of(live_mirror)
    shutil.move(folder, folder.with_name("away"))
    folder.write_text("")
    publish({"/new/index.html": b"2"})
    for _ in range(3):
        make_ready()
        deliver(live_mirror.pk)
    publish({"/killed/index.html": None}, urgent=True)
    publish({"/index.html": b"3"})
    folder.unlink()
    shutil.move(folder.with_name("away"), folder)
    make_ready()
    assert owed_by(live_mirror)[0] == "/killed/index.html"
    deliver(live_mirror.pk)
    assert files_in(folder) == {"/index.html": b"3", "/new/index.html": b"2"}
    live_mirror.refresh_from_db()
    assert (live_mirror.failures, live_mirror.breaker_until) == (0, None)
    assert (live_mirror.last_error, owed_by(live_mirror)) == ("", [])


def test_files_do_not_pay_for_a_mirror_that_was_down(
    publish: Publish, live_mirror: Mirror
):
    folder = folder_of(live_mirror)
    shutil.rmtree(folder)
    publish({"/index.html": b"1"})
    for failures in range(1, 6):
        make_ready()
        deliver(live_mirror.pk)
        live_mirror.refresh_from_db()
        assert live_mirror.failures == failures
    assert live_mirror.last_error == str(NotPrepared.says)
    assert live_mirror.due.get().attempts == 0


def test_an_emptied_mirror_is_rebuilt_by_a_sync(publish: Publish, live_mirror: Mirror):
    publish({"/index.html": b"1", "/a/index.html": b"2"})
    deliver(live_mirror.pk)
    before = files_in(folder_of(live_mirror))
    shutil.rmtree(folder_of(live_mirror))
    publish({"/index.html": b"3"})
    deliver(live_mirror.pk)
    lifecycle.sync(live_mirror)
    deliver(live_mirror.pk)
    assert files_in(folder_of(live_mirror)) == before | {"/index.html": b"3"}


def test_a_folder_without_write_permission_is_the_mirrors_fault(
    publish: Publish, live_mirror: Mirror
):
    publish({"/index.html": b"1"})
    folder_of(live_mirror).chmod(0o500)
    with permissions_that_count():
        delivery = deliver(live_mirror.pk)
    folder_of(live_mirror).chmod(0o700)
    assert delivery is not None
    assert (delivery.outcome, delivery.error) == ("stopped", "Permission denied.")
    assert live_mirror.due.get().attempts == 0
    assert files_in(folder_of(live_mirror)) == {}


def test_history_is_kept_for_thirty_days(publish: Publish, live_mirror: Mirror):
    for days in (29, 31):
        at = timezone.now() - timedelta(days=days)
        Delivery.objects.create(
            mirror=live_mirror,
            from_edition=0,
            to_edition=days,
            outcome="done",
            started_at=at,
            finished_at=at,
        )
    publish({"/index.html": b"1"})
    deliver(live_mirror.pk)
    kept = live_mirror.deliveries.order_by("to_edition")
    assert [delivery.to_edition for delivery in kept][-1] == 29
    assert kept.count() == 2


def test_each_delivery_is_one_line_in_the_log(publish: Publish, live_mirror: Mirror):
    number = publish({"/index.html": b"12345"})
    with capture_logs() as logs:
        deliver(live_mirror.pk)
        deliver(live_mirror.pk)
    (line,) = logs
    assert line.pop("seconds") < 5
    assert line == {
        "event": "delivery",
        "log_level": "info",
        "mirror": "one",
        "files": 1,
        "bytes": 5,
        "from_edition": 0,
        "to_edition": number,
        "outcome": "done",
        "error": "",
    }


@pytest.mark.django_db(transaction=True)
def test_of_two_deliverers_at_once_one_works_and_one_leaves(
    publish: Publish, live_mirror: Mirror
):
    publish({f"/{number}": b"x" for number in range(100)})
    results = at_once(*2 * [lambda: deliver(live_mirror.pk)])
    assert sorted(result is None for result in results) == [False, True]
    assert live_mirror.deliveries.get().files == 100
    assert owed_by(live_mirror) == []


@pytest.mark.django_db(transaction=True)
def test_files_owed_while_a_delivery_ends_are_not_left_to_the_sweep(
    publish: Publish, live_mirror: Mirror, monkeypatch: pytest.MonkeyPatch
):
    """A nudge that finds the lease taken goes away; the holder must look once more."""
    release, late = Lease.release, iter([{"/late.html": b"2"}])

    def owe_then_release(lease: Lease) -> None:
        for files in late:
            publish(files)
        release(lease)

    monkeypatch.setattr(Lease, "release", owe_then_release)
    publish({"/index.html": b"1"})
    deliver(live_mirror.pk)
    assert sorted(files_in(folder_of(live_mirror))) == ["/index.html", "/late.html"]


def _damage(digest: str, end: str = "") -> None:
    stored = Path(settings.STORAGES["published"]["OPTIONS"]["location"])
    (stored / digest[:2] / digest[2:4] / f"{digest}{end}").write_bytes(b"damaged")
