"""Signatures of Standard Webhooks 1.0.0, with a shared secret (scheme v1): no database."""

import binascii
import hmac
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64  # bytes of a key, as the specification asks
TIMESTAMP = re.compile(r"[0-9]{1,12}")
MOST = 8  # signatures that are looked at: a sender has two while it changes its secret
WINDOW = 5 * 60  # seconds that a signature is good for, and clocks may differ by


def signed_headers(
    body: bytes, *, message_id: str, timestamp: int, secret: str
) -> dict[str, str]:
    """Return the three headers that prove who sent `body`, and when.

    Args:
        body: the exact bytes that are sent.
        message_id: the same for every try of one notice.
        timestamp: seconds since 1970, of this try.
        secret: `whsec_…`; empty: the body is not signed.
    """
    headers = {"webhook-id": message_id, "webhook-timestamp": str(timestamp)}
    if secret:
        content = f"{message_id}.{timestamp}.".encode() + body
        headers["webhook-signature"] = _signature(content, secret)
    return headers


def is_signed(
    body: bytes, headers: Mapping[str, str], *, secrets: Iterable[str], now: float
) -> bool:
    """Say whether `headers` prove that `body` was sent just now by who knows a secret.

    Args:
        body: the exact bytes that were signed.
        headers: the three of `signed_headers`, by their names in lower case.
        secrets: any of them will do: old and new, while one is changed.
        now: seconds since 1970.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    # A dot parts what is signed: one in the id would let its parts be read in two ways.
    if "." in message_id or not TIMESTAMP.fullmatch(timestamp):
        return False
    if abs(now - int(timestamp)) > WINDOW:
        return False
    content = f"{message_id}.{timestamp}.".encode() + body
    wanted = [_signature(content, secret).encode() for secret in secrets]
    given = headers.get("webhook-signature", "").encode().split(b" ", MOST)[:MOST]
    return any(hmac.compare_digest(one, ours) for one in given for ours in wanted)


def _signature(content: bytes, secret: str) -> str:
    code = hmac.new(key_of(secret), content, sha256).digest()
    return f"v1,{b64encode(code).decode()}"


def key_of(secret: str) -> bytes:
    """Return the key in `whsec_…`.

    Raises:
        ValueError: it is not base64 of 24 to 64 bytes.
    """
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if not SHORTEST <= len(key) <= LONGEST:
        raise ValueError("not 24 to 64 bytes")
    return key
