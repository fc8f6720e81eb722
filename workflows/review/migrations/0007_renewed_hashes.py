"""Content hashes got a new form, which fields added later do not change: renew approvals.

A text that is live or scheduled was approved under its old hash. Whoever approved it then
approved it still: the ledger gets a row more, with the new hash of the same revision, if
the old hash is truly that revision's.
"""

import hashlib
import json

from django.db import migrations

BOOKKEEPING = {
    "pk", "id", "page_ptr", "path", "depth", "numchild", "url_path", "translation_key",
    "locale", "live", "has_unpublished_changes", "draft_title", "owner", "locked",
    "locked_at", "locked_by", "expired", "first_published_at", "last_published_at",
    "latest_revision", "latest_revision_created_at", "live_revision", "content_type",
    "wagtail_admin_comments", "alias_of", "sort_order", "page", "content_object",
}
CHILDREN = ("bylines", "corrections", "related_stories", "tagged_items")
KEYS = ("further_sections", "topics")


def old_hash(content):
    """The content hash of a revision as this release's predecessor computed it."""
    visible = row(content)
    for name in CHILDREN:
        if name in content:
            visible[name] = [row(one) for one in sorted(content[name], key=place)]
    visible |= {name: sorted(content[name]) for name in KEYS if name in content}
    text = json.dumps(visible, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def row(data):
    return {
        name: blocks(json.loads(value)) if name == "body" else value
        for name, value in data.items()
        if name not in BOOKKEEPING
    }


def place(data):
    order, key = data.get("sort_order"), data["pk"]
    last = float("inf")
    return last if order is None else order, last if key is None else key


def blocks(value):
    if isinstance(value, list):
        return [blocks(item) for item in value]
    if isinstance(value, dict):
        is_block = {"type", "value"} <= value.keys() <= {"type", "value", "id"}
        return {k: blocks(v) for k, v in value.items() if not (is_block and k == "id")}
    return value


def renew(apps, schema_editor):
    from wagtail.models import Revision

    from pages.content_hash import content_hash_of

    approvals = apps.get_model("review", "Approval").objects
    pages = apps.get_model("wagtailcore", "Page").objects
    live = set(pages.filter(live=True).values_list("live_revision_id", flat=True))
    for approval in approvals.order_by("pk").iterator():
        revision = Revision.objects.filter(pk=approval.revision_id).first()
        if revision is None:
            continue
        if revision.pk not in live and revision.approved_go_live_at is None:
            continue
        new = content_hash_of(revision)
        known = approvals.filter(page_id=approval.page_id, content_hash=new).exists()
        if known or old_hash(revision.content) != approval.content_hash:
            continue
        before, approval.pk, approval._state.adding = approval.pk, None, True
        approval.content_hash = new
        approval.comment = f"{approval.comment} (renewed from approval {before})".strip()
        approval.save()


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0006_later_reviews"),
        ("wagtailcore", "0098_apitoken"),
        ("pages", "0004_fingerprints"),
    ]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
