"""One notice as one request to a webhook: Slack's JSON, signed if there is a secret."""

import json
import time
from typing import Any

import requests
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress

from workflows.notices import slack
from workflows.notices.errors import AddressFailed, NeverTaken, NoticeRefused
from workflows.notices.models import Notice, Webhook
from workflows.notices.signing import signed_headers
from workflows.notices.wording import label, link_to, sentence
from workflows.press.models import Action
from workflows.press.publication import last_word
from workflows.sealed import CannotOpen

TIMEOUT = (5, 10)  # seconds to connect, and between two bytes of the answer
GONE = 410  # Standard Webhooks: never send anything there again
OF_THE_BODY = (400, 413, 422)  # this notice is not understood; the next may be


def send(notice: Notice, webhook: Webhook) -> None:
    """Send `notice` to `webhook`.

    Raises:
        AddressFailed: nothing can be sent there now. No message holds its URL.
        NoticeRefused: it does not take this one.
        NeverTaken: the receiver wants nothing any more.
    """
    with translation.override(settings.LANGUAGE_CODE):
        body = json.dumps(payload(notice), ensure_ascii=False).encode()
    try:
        url, secret = webhook.url, webhook.secret
    except CannotOpen as error:
        raise AddressFailed(str(error)) from None
    headers = {"content-type": "application/json"} | signed_headers(
        body,
        message_id=f"msg_{notice.key.hex}",
        timestamp=int(time.time()),
        secret=secret,
    )
    status = _post(url, body, headers)
    if status == GONE:
        raise NeverTaken(_("The webhook answered 410: it is gone."))
    if status in OF_THE_BODY:
        raise NoticeRefused(_("The webhook answered %d.") % status)
    if not 200 <= status < 300:
        raise AddressFailed(_("The webhook answered %d.") % status)


def payload(notice: Notice) -> dict[str, Any]:
    """Return what leaves the building: of a story that was killed, no word of it."""
    told: dict[str, Any] = {
        "id": str(notice.key),
        "kind": notice.kind,
        "story": notice.page_id,
        "at": notice.at.isoformat(),
        "url": link_to(notice),
    }
    if notice.reason:
        told["reason"] = notice.reason
    if _was_killed(notice):
        said = f"{label(notice)}: #{notice.page_id} {notice.reason}".strip()
    else:
        said = sentence(notice)
        told |= {"headline": notice.headline, "who": notice.actor_name}
    return {"text": slack.text(said, told["url"]), "masthead": told}


def _was_killed(notice: Notice) -> bool:
    """Ask the newest state: a notice may be older than the kill."""
    last = last_word(notice.page_id) if notice.page_id else None
    return bool(last and last.action == Action.KILL)


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Return the status of the answer, whose body is not read."""
    try:
        with (
            _session() as session,
            session.post(url, data=body, headers=headers, stream=True) as answer,
        ):
            return answer.status_code
    except InvalidIPAddress:
        raise AddressFailed(_("The webhook's address is not a public one.")) from None
    except requests.Timeout:
        raise AddressFailed(_("The webhook did not answer in time.")) from None
    except (requests.RequestException, OSError, ValueError) as error:
        # What `requests` says repeats the URL.
        raise AddressFailed(_("No answer: %s.") % type(error).__name__) from None


def _session() -> HTTPSession:
    session = HTTPSession(
        Config(
            ip_filter_enable=not settings.WEBHOOK_ALLOW_PRIVATE,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=TIMEOUT,
            user_agent_override="Masthead",
        )
    )
    session.trust_env = False  # no proxy, no .netrc: what was checked is what is called
    return session
