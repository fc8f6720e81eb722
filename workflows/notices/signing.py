"""Signatures of Standard Webhooks 1.0.0, with a shared secret (scheme v1): no database."""

import binascii
import hmac
from base64 import b64decode, b64encode
from hashlib import sha256

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64  # bytes of a key, as the specification asks


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
        code = hmac.new(key_of(secret), content, sha256).digest()
        headers["webhook-signature"] = f"v1,{b64encode(code).decode()}"
    return headers


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
