"""Somebody is told when a mirror is in trouble, rarely reminded, and told when it is over."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.utils import timezone

from pages import clock
from tests.together import at_once
from tests.workflows.mirrors.conftest import MakeMirror, Publish
from workflows.mirrors import lifecycle, tasks
from workflows.mirrors.alarms import watch as watching
from workflows.mirrors.alarms.said import News
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Alarm, DueFile, DueLook, Mirror
from workflows.mirrors.operating import conditions
from workflows.mirrors.operating.conditions import Condition
from workflows.notices.models import Notice, Webhook
from workflows.notices.send import send
from workflows.notices.webhooks import payload
from workflows.press.models import Edition

pytestmark = pytest.mark.django_db

At = Callable[..., None]


@pytest.fixture(autouse=True)
def olu() -> User:
    """An operator, with an address."""
    user = User.objects.create_user("olu", email="olu@courier.example")
    user.groups.add(Group.objects.get(name="Operators"))
    return user


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> At:
    """Have `watch` believe that so much time has passed."""
    start = timezone.now()

    def wait(**passed: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(**passed))

    return wait


def watch() -> News | None:
    return watching.watch(conditions.of_all())


def fall_silent(mirror: Mirror, **since: float) -> None:
    at = timezone.now() - timedelta(**since)
    Mirror.objects.filter(pk=mirror.pk).update(
        unseen_since=at, unseen_because="The certificate is not valid."
    )


def answer(mirror: Mirror) -> None:
    Mirror.objects.filter(pk=mirror.pk).update(unseen_since=None, unseen_because="")


def told() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("said", flat=True))


def kinds() -> set[str]:
    return set(Alarm.objects.standing().values_list("kind", flat=True))


def test_two_mirrors_that_fall_silent_together_are_one_message(
    make_mirror: MakeMirror,
):
    for name in ("one", "two"):
        fall_silent(make_mirror(name), minutes=6)
    watch()
    watch()
    notice = Notice.objects.get()
    assert (notice.kind, notice.headline, notice.user.username) == (
        "mirrors",
        "one, two",
        "olu",
    )
    first, second = notice.said.splitlines()
    assert first.startswith("one: its address does not answer, since ")
    assert first.endswith(". The certificate is not valid.")
    assert second.startswith("two: ")


def test_an_operator_gets_it_by_mail_at_night_too_with_a_link_to_the_mirrors(
    live_mirror: Mirror,
):
    fall_silent(live_mirror, minutes=6)
    watch()
    assert send() == 1
    (message,) = mail.outbox
    assert message.to == ["olu@courier.example"]
    assert message.subject == "Trouble with mirrors: one"
    assert "one: its address does not answer" in message.body
    assert "/admin/mirrors/" in message.body


def test_a_webhook_that_wants_it_is_told_the_same(live_mirror: Mirror):
    for name, wanted in (("night", ["mirrors"]), ("sport", ["killed"])):
        hook = Webhook(name=name, kinds=wanted)
        hook.url = "https://chat.example/in"
        hook.save()
    fall_silent(live_mirror, minutes=6)
    watch()
    notice = Notice.objects.exclude(webhook=None).get()
    assert notice.webhook.name == "night"
    said = payload(notice)
    assert "one: its address does not answer" in said["text"]
    assert said["masthead"]["said"] == notice.said
    assert said["masthead"]["story"] is None


def test_it_is_told_once_then_after_an_hour_and_once_when_it_is_over(
    live_mirror: Mirror, later: At
):
    fall_silent(live_mirror, minutes=6)
    for minutes in (0, 1, 59):
        later(minutes=minutes)
        watch()
    assert len(told()) == 1
    later(minutes=60)
    watch()
    assert len(told()) == 2
    answer(live_mirror)
    later(minutes=61)
    watch()
    assert len(told()) == 2
    later(minutes=62)
    watch()
    assert told()[2] == "Over: one: its address does not answer."
    alarm = Alarm.objects.get()
    assert alarm.times == 2
    assert alarm.over_at == alarm.noticed_at


def test_what_comes_back_before_it_was_over_is_not_told_anew(
    live_mirror: Mirror, later: At
):
    fall_silent(live_mirror, minutes=6)
    watch()
    answer(live_mirror)
    later(seconds=60)
    watch()
    fall_silent(live_mirror, minutes=6)
    later(seconds=90)
    watch()
    assert len(told()) == 1
    assert Alarm.objects.count() == 1


def test_a_takedown_that_a_paused_mirror_owes_is_told_after_a_minute(
    live_mirror: Mirror, publish: Publish, later: At
):
    publish({"/killed/index.html": b"secret"})
    deliver(live_mirror.pk)
    lifecycle.pause(live_mirror)
    number = publish({"/killed/index.html": None}, urgent=True)
    watch()
    assert kinds() == set()
    Edition.objects.filter(pk=number).update(at=timezone.now() - timedelta(minutes=2))
    watch()
    assert kinds() == {"takedown"}


def test_a_live_mirror_is_behind_by_the_oldest_edition_that_it_lacks_and_by_no_repair(
    live_mirror: Mirror, publish: Publish
):
    old = publish({"/index.html": b"1"})
    deliver(live_mirror.pk)
    Edition.objects.filter(pk=old).update(at=timezone.now() - timedelta(days=300))
    live_mirror.refresh_from_db()
    DueFile.objects.create(
        mirror=live_mirror, path="/index.html", edition=old, next_at=timezone.now()
    )
    watch()
    assert kinds() == set()
    new = publish({"/new/index.html": b"2"})
    Edition.objects.filter(pk=new).update(at=timezone.now() - timedelta(minutes=11))
    watch()
    assert kinds() == {"behind"}


def test_a_first_copy_owes_old_takedowns_without_an_alarm(
    make_mirror: MakeMirror, publish: Publish
):
    number = publish({"/killed/index.html": None, "/a/index.html": b"1"}, urgent=True)
    publish({"/killed/index.html": b"secret"})
    publish({"/killed/index.html": None}, urgent=True)
    Edition.objects.filter(pk__gte=number).update(
        at=timezone.now() - timedelta(days=300)
    )
    mirror = make_mirror()
    assert mirror.due.filter(urgent=True).exists()
    watch()
    assert kinds() == set()


def test_what_repair_does_not_mend_and_a_storage_that_does_not_work_are_told(
    live_mirror: Mirror,
):
    DueLook.objects.create(
        mirror=live_mirror,
        path="/a/index.html",
        edition=1,
        carried_at=timezone.now(),
        next_at=timezone.now(),
        repairs=2,
        seen="It answers 404.",
    )
    Mirror.objects.update(failing_since=timezone.now() - timedelta(minutes=6))
    watch()
    assert kinds() == {"wrong", "failing"}


def test_a_mirror_that_works_again_fails_no_longer(
    live_mirror: Mirror, publish: Publish
):
    publish({"/index.html": b"1"})
    folder = live_mirror.storage_url.removeprefix("file://")
    Mirror.objects.update(storage_url=f"{live_mirror.storage_url}-away")
    deliver(live_mirror.pk)
    first = Mirror.objects.get().failing_since
    assert first
    Mirror.objects.update(breaker_until=None)
    deliver(live_mirror.pk)
    assert Mirror.objects.get().failing_since == first
    Mirror.objects.update(breaker_until=None, storage_url=f"file://{folder}")
    deliver(live_mirror.pk)
    assert Mirror.objects.get().failing_since is None


def test_alarms_are_counted_by_kind(live_mirror: Mirror, client: Client):
    fall_silent(live_mirror, minutes=6)
    watch()
    said = client.get("/metrics").content.decode()
    assert 'masthead_mirror_alarms{kind="silent"} 1.0' in said
    assert 'masthead_mirror_alarms{kind="behind"} 0.0' in said


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_who_look_at_once_tell_it_once(make_mirror: MakeMirror):
    fall_silent(make_mirror(), minutes=6)
    at_once(watch, watch)
    assert Alarm.objects.count() == 1
    assert Notice.objects.count() == 1


def test_one_tick_reads_how_the_mirrors_are_once(
    live_mirror: Mirror, monkeypatch: pytest.MonkeyPatch
):
    reads: list[Iterable[Mirror]] = []
    read = conditions.read

    def counted(mirrors: Iterable[Mirror]) -> list[Condition]:
        reads.append(mirrors)
        return read(mirrors)

    monkeypatch.setattr(conditions, "read", counted)
    tasks.watch()
    assert len(reads) == 1
