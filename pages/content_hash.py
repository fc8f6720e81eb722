"""The content hash: what an approval names, so that nothing else can go out in its place."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from math import inf
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from modelcluster.models import (
    get_all_child_m2m_relations,
    get_all_child_relations,
)
from wagtail.blocks import RichTextBlock
from wagtail.fields import StreamField
from wagtail.models import Revision

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
# Where a story stands and when, and how it is found: none of its words or pictures.
PLACING = frozenset(
    {
        "slug", "slugline", "urgency", "further_sections", "tagged_items", "topics",
        "related_stories", "show_in_menus", "seo_title", "search_description",
        "go_live_at", "expire_at", "embargo_until",
    }
)  # fmt: skip
BLOCK = {"type", "value", "id"}
# The rich text editor's own mark; what somebody typed would stand there as `&lt;p …`.
BLOCK_KEY = re.compile(r'(<[a-z][a-z0-9]*) data-block-key="[a-z0-9]{1,5}"')

Data = Mapping[str, Any]


def content_hash(page: Any) -> str:
    """Return the SHA-256 (hex) of everything of `page` that a reader can see.

    The schedule (`go_live_at`, `expire_at`, `embargo_until`) is part of it: a story
    approved for nine o'clock was not approved for eight. Rows' keys and block ids are
    not. Nor is what is empty, so that a field which is added later, empty by default, changes no hash.
    """
    plain = json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))
    return _sha256(_text(_visible(type(page), plain)))


def content_hash_of(revision: Revision) -> str:
    """Return the content hash of what `revision` holds, without building the page.

    It is that of `revision.as_object()`, unless something the text refers to is gone
    since: the object then lacks the reference, and the revision keeps it.
    """
    return _sha256(content_of(revision))


def meaning_hash_of(revision: Revision) -> str:
    """Return the SHA-256 (hex) of what bears meaning in what `revision` holds.

    That is everything but `PLACING`: a field that is added later bears meaning, until
    somebody decides that it does not.
    """
    visible = _visible(_model_of(revision), revision.content)
    return _sha256(_text({k: v for k, v in visible.items() if k not in PLACING}))


def content_of(revision: Revision) -> str:
    """Return the text whose SHA-256 is the content hash of `revision`: canonical JSON."""
    return _text(_visible(_model_of(revision), revision.content))


def _model_of(revision: Revision) -> type[Model]:
    kind = ContentType.objects.get_for_id(revision.content_type_id)
    return apps.get_model(kind.app_label, kind.model)


def _visible(model: type[Model], data: Data) -> dict[str, Any]:
    return _row(model, data) | _children(model, data) | _keys(model, data)


def _text(visible: Data) -> str:
    # A revision that was saved just now still holds times, and the database text.
    return json.dumps(
        visible, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":")
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _row(model: type[Model], data: Data) -> dict[str, Any]:
    """Return what a reader can see of one row's own columns."""
    streams = {f.name: f for f in model._meta.fields if isinstance(f, StreamField)}
    said = {
        name: _stream(value, _rich(streams[name])) if name in streams else value
        for name, value in data.items()
        if name not in BOOKKEEPING
    }
    return {name: value for name, value in said.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})


def _children(model: type[Model], data: Data) -> dict[str, Any]:
    found = {}
    for relation in get_all_child_relations(model):
        name, child = relation.get_accessor_name(), relation.related_model
        if data.get(name) and name not in BOOKKEEPING:
            found[name] = [_row(child, row) for row in sorted(data[name], key=_place)]
    return found


def _place(row: Data) -> tuple[float, float]:
    """Return where a child stands; what has no place comes back from the database in any order."""
    order, key = row.get("sort_order"), row["pk"]
    return inf if order is None else order, inf if key is None else key


def _keys(model: type[Model], data: Data) -> dict[str, list[int]]:
    """Return many-to-many keys, which come back in no particular order."""
    names = [field.name for field in get_all_child_m2m_relations(model)]
    return {name: sorted(data[name]) for name in names if data.get(name)}


def _rich(field: StreamField) -> frozenset[str]:
    """Return the names of the blocks whose values are HTML that the editor marks."""
    blocks = field.stream_block.child_blocks.items()
    return frozenset(name for name, block in blocks if isinstance(block, RichTextBlock))


def _stream(text: str, rich: Collection[str]) -> Any:
    """Stream fields are serialized as JSON text, whose key order the database does not keep."""
    try:
        return _blocks(json.loads(text), rich)
    except ValueError:
        return text


def _blocks(value: Any, rich: Collection[str]) -> Any:
    """Return stream data without the ids that editors give: of blocks, items, paragraphs."""
    if isinstance(value, list):
        return [_blocks(item, rich) for item in value]
    if not isinstance(value, dict):
        return value
    is_block = {"type", "value"} <= value.keys() <= BLOCK
    if is_block and value["type"] in rich and isinstance(value["value"], str):
        return {"type": value["type"], "value": BLOCK_KEY.sub(r"\1", value["value"])}
    return {
        key: _blocks(item, rich)
        for key, item in value.items()
        if not (is_block and key == "id")
    }
