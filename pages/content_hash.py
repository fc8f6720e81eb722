"""The content hash: what an approval names, so that nothing else can go out in its place."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

# Wagtail's bookkeeping: it changes without a reader seeing any difference.
BOOKKEEPING = frozenset(
    {
        "pk", "id", "page_ptr", "path", "depth", "numchild", "url_path", "translation_key",
        "locale", "live", "has_unpublished_changes", "draft_title", "owner", "locked",
        "locked_at", "locked_by", "expired", "first_published_at", "last_published_at",
        "latest_revision", "latest_revision_created_at", "live_revision", "content_type",
        "wagtail_admin_comments", "alias_of", "sort_order", "page", "content_object",
    }
)  # fmt: skip


def content_hash(page: Any) -> str:
    """Return the SHA-256 (hex) of everything of `page` that a reader can see.

    The schedule (`go_live_at`, `expire_at`) is part of it: a story approved for nine
    o'clock was not approved for eight. Rows' keys and block ids are not.
    """
    plain = json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))
    text = json.dumps(_visible(plain), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _visible(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _visible(v) for k, v in value.items() if k not in BOOKKEEPING}
    if isinstance(value, list):
        items = [_visible(item) for item in value]
        # Many-to-many keys come back in no particular order.
        return sorted(items) if all(isinstance(item, int) for item in items) else items
    if isinstance(value, str) and value[:1] == "[":
        return _stream(value)
    return value


def _stream(text: str) -> Any:
    """Stream fields are serialized as JSON text, whose key order the database does not keep."""
    try:
        return _visible(json.loads(text))
    except ValueError:
        return text
