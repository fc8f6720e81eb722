"""Send what is ready for one address, one notice after another."""

import time
from datetime import datetime

import structlog

from pages import clock
from workflows.notices import claim as claims
from workflows.notices import mail, rules, webhooks
from workflows.notices.errors import AddressFailed, NeverTaken, NotSent
from workflows.notices.models import Notice
from workflows.notices.models.preferences import preferences_of
from workflows.notices.people import Story, may_be_told
from workflows.notices.rules import Kind

log = structlog.get_logger("masthead.notices")

SECONDS = 20.0  # one task's share


def send(webhook_id: int | None = None, *, seconds: float = SECONDS) -> int:
    """Send what is ready for this webhook, or by mail (None); return how many went out.

    The first sign that the address itself fails ends the run: the other notices for it
    wait, and no other address notices.
    """
    until = time.monotonic() + seconds
    sent = 0
    while time.monotonic() < until and (notice := claims.claim(webhook_id)):
        try:
            sent += _send(notice)
        except AddressFailed as error:
            _failed(notice, error)
            claims.put_off_address(notice)
            break
        except Exception as error:  # noqa: BLE001 — one that cannot be sent stops no other
            _failed(notice, error)
    return sent


def _send(notice: Notice) -> bool:
    """Return whether it went out; it does not if its reader is not to be told (now)."""
    hour = _hour(notice)
    if hour is None:
        claims.drop(notice)
        return False
    if hour > clock.now():
        claims.wait_until(notice, hour)
        return False
    if notice.webhook is None:
        mail.send(notice)
    else:
        webhooks.send(notice, notice.webhook)
    claims.settle(notice)
    log.info("notice_sent", **_said_of(notice))
    return True


def _hour(notice: Notice) -> datetime | None:
    """Ask again, as things are now: rights, preferences and quiet hours may have changed."""
    now = clock.now()
    if notice.webhook is not None:
        return now if notice.webhook.active else None
    asked = {notice.user_id} if notice.user_id else set()
    kind = Kind(notice.kind)
    for user in may_be_told(kind, Story(notice.page_id), asked):
        wants = preferences_of(user)
        if user.email:
            return rules.when(kind, now=now, muted=wants.muted, quiet=wants.quiet)
    return None


def _failed(notice: Notice, error: Exception) -> None:
    """Note the failure. Only our own sentences are kept: others may hold an address."""
    reason = error if isinstance(error, NotSent) else NotSent(type(error).__name__)
    if isinstance(error, NeverTaken):
        hopeless = claims.give_up(notice, reason)
    else:
        hopeless = claims.put_off(notice, reason)
    if hopeless:
        log.error("notice_given_up", error=str(reason), **_said_of(notice))
    else:
        log.warning("notice_failed", error=str(reason), **_said_of(notice))


def _said_of(notice: Notice) -> dict[str, object]:
    return {
        "notice": str(notice.key),
        "kind": notice.kind,
        "story": notice.page_id,
        "to": notice.address,
        "attempts": notice.attempts,
    }
