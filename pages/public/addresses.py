"""Where a public page is, and the name of a story that holds wherever it is."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

Document = Mapping[str, Any]  # a published document, as the API answers with it


def absolute(base_url: str, address: str) -> str:
    """Return a root-relative address at `base_url`; other addresses stay as they are."""
    is_ours = address.startswith("/") and not address.startswith("//")
    return base_url + address if is_ours else address


def story_uri(base_url: str, document: Document) -> str:
    """Return a published story's tag URI (RFC 4151), the same on every mirror for good.

    The day in it is the day of first publication: RFC 4151 asks for one on which the
    newsroom held the name of the host.
    """
    day = document["meta"]["first_published_at"][:10]
    return f"tag:{urlsplit(base_url).hostname},{day}:story/{document['id']}"
