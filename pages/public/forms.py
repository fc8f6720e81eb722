"""A public form's exact text, and the small shapes inside it: links, times, cards."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

Form = dict[str, Any]


def as_text(form: Any) -> str:
    """Return the exact text every address serves: compact JSON in the form's own order."""
    return json.dumps(form, ensure_ascii=False, separators=(",", ":"))


def digest_of(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def timestamp(at: datetime | None) -> str | None:
    """Return ISO 8601 in UTC, whole seconds, e.g. `2026-11-22T18:02:11Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def detail_url(page_id: int) -> str:
    return f"/api/v2/pages/{page_id}/"


def link(document: Form) -> Form:
    """Return what it takes to link to a public page."""
    return {
        "id": document["id"],
        "title": document["title"],
        "html_url": document["meta"]["html_url"],
    }


def card(document: Form) -> Form:
    """Return a story as fronts and other stories show it."""
    section = document["breadcrumb"][-1:] or [None]
    return {
        "id": document["id"],
        "title": document["title"],
        "html_url": document["meta"]["html_url"],
        "kicker": document["kicker"],
        "dek": document["dek"],
        "section": section[0]
        and {"title": section[0]["title"], "html_url": section[0]["html_url"]},
        "bylines": [byline["name"] for byline in document["bylines"]],
        "first_published_at": document["meta"]["first_published_at"],
        "last_published_at": document["meta"]["last_published_at"],
        "lead_picture": document["lead_picture"],
        "reading_time": document["reading_time"],
        "language": document["language"],
    }
