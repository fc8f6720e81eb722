"""One notice as one request to a webhook: Slack's JSON, signed if there is a secret."""

import json
import time
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from workflows import egress
from workflows.notices import slack
from workflows.notices.errors import AddressFailed, NeverTaken, NoticeRefused
from workflows.notices.models import Notice, Webhook
from workflows.notices.rules import OF_MACHINES
from workflows.notices.wording import label, link_to, sentence
from workflows.press.models import Action
from workflows.press.publication import last_word
from workflows.sealed import CannotOpen
from workflows.signing import signed_headers

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
    if notice.kind in OF_MACHINES:
        said, told["said"] = f"{said}\n{notice.said}", notice.said
    return {"text": slack.text(said, told["url"]), "masthead": told}


def _was_killed(notice: Notice) -> bool:
    """Ask the newest state: a notice may be older than the kill."""
    last = last_word(notice.page_id) if notice.page_id else None
    return bool(last and last.action == Action.KILL)


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Return the status of the answer, whose body is not read."""
    try:
        with egress.session() as session:
            return session.ask("POST", url, data=body, headers=headers).status
    except egress.EgressFailed as error:
        raise AddressFailed(str(error)) from None
