"""Claim one notice, and answer for it afterwards. No lock is held while it is sent."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Greatest

from pages import clock
from workflows.backoff import jitter
from workflows.notices import backoff
from workflows.notices.models import Notice
from workflows.notices.models.notice import NoticeQuerySet
from workflows.notices.rules import AT_ONCE, Kind


def claim(webhook_id: int | None) -> Notice | None:
    """Return the notice to send next to this address, or None if none is ready.

    Its try is counted, and its next one set, before anything is sent: a worker that
    dies in between leaves it owed, and two workers never take the same one.
    """
    with transaction.atomic(durable=True):
        ready = Notice.objects.to(webhook_id).ready().in_order()
        notice = ready.select_for_update(skip_locked=True, of=("self",)).first()
        if notice is None:
            return None
        notice.attempts += 1
        notice.next_at = clock.now() + _wait(notice)
        notice.save(update_fields=["attempts", "next_at"])
    return notice


def settle(notice: Notice) -> None:
    """Note that it was sent. The row stays a while: who was told of what?"""
    Notice.objects.filter(pk=notice.pk).update(sent_at=clock.now(), last_error="")


def drop(notice: Notice) -> None:
    """Forget it: whom it is for is not to be told of it any more."""
    notice.delete()


def wait_until(notice: Notice, hour: datetime) -> None:
    """Put it off, because its reader's quiet hours began: this was no try."""
    _claimed(notice).update(attempts=notice.attempts - 1, due_at=hour, next_at=hour)


def put_off(notice: Notice, error: Exception) -> bool:
    """Keep it with the reason. Return True if its day is over and it is given up."""
    now = clock.now()
    if backoff.is_hopeless(notice.due_at, now):
        return give_up(notice, error)
    _claimed(notice).update(last_error=str(error))
    return False


def give_up(notice: Notice, error: Exception) -> bool:
    """Try it no more. Returns True."""
    _claimed(notice).update(last_error=str(error), given_up_at=clock.now())
    return True


@transaction.atomic
def put_off_address(notice: Notice) -> None:
    """Leave alone the address that failed: nothing is tried there before `notice` may be.

    It comes after the others then: if it is what the address fails at, they go out.
    What is urgent keeps its own, shorter wait, and makes no other wait.
    """
    if Kind(notice.kind) in AT_ONCE:
        return
    _claimed(notice).update(next_at=notice.next_at + timedelta(milliseconds=1))
    waiting = Notice.objects.owed().to(notice.webhook_id).exclude(pk=notice.pk)
    # What is held is being sent or overtaken; to wait for it might be a deadlock.
    free = waiting.exclude(kind__in=[*AT_ONCE]).select_for_update(skip_locked=True)
    keys = list(free.values_list("pk", flat=True))
    Notice.objects.filter(pk__in=keys).update(
        next_at=Greatest("next_at", notice.next_at)
    )


def _claimed(notice: Notice) -> NoticeQuerySet:
    return Notice.objects.filter(pk=notice.pk, attempts=notice.attempts)


def _wait(notice: Notice) -> timedelta:
    return backoff.wait(
        notice.attempts,
        urgent=Kind(notice.kind) in AT_ONCE,
        jitter=jitter(),
    )
