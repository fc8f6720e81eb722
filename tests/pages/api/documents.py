"""Rows of published documents, editions and uses, as the press leaves them."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from pages.models import PublishedDocument, Use
from pages.models.document import State
from pages.public.forms import detail_url, timestamp

MORNING = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
HOME, NEWS, WORLD = 1, 2, 3
ROOT = "0001"


def compact(form: dict[str, Any]) -> str:
    return json.dumps(form, ensure_ascii=False, separators=(",", ":"))


def publish(page_id: int, **changes: Any) -> PublishedDocument:
    """Write a live document; `changes` are columns, or parts of its form."""
    kind = changes.pop("type", "pages.ArticlePage")
    title = changes.pop("title", f"Story {page_id}")
    slug = changes.pop("slug", f"story-{page_id}")
    html_path = changes.pop("html_path", f"/news/{slug}/")
    at = changes.pop("at", MORNING + timedelta(minutes=page_id))
    edition = changes.pop("edition", page_id)
    columns = {
        name: changes.pop(name)
        for name in ("tree_path", "text", "names", "sections", "changed_at")
        if name in changes
    }
    form = _form(page_id, kind, title, slug, html_path, at, edition) | changes
    text = compact(form)
    scalars = ("kicker", "language", "urgency", "word_count")
    row = PublishedDocument(
        page_id=page_id,
        edition=edition,
        state=State.LIVE,
        type=kind,
        document=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        html_path=html_path,
        tree_path=columns.pop("tree_path", f"{ROOT}00010001{page_id:04}"),
        title=title,
        slug=slug,
        locale="en",
        first_published_at=at,
        last_published_at=at,
        tags=form["tags"],
        filters={name: form[name] for name in scalars} | {"show_in_menus": False},
        dek=form["dek"],
        **{"names": "Ida Holm", "text": "Six boats left.", "changed_at": at} | columns,
    )
    row.save()
    return row


def _form(
    page_id: int,
    kind: str,
    title: str,
    slug: str,
    html_path: str,
    at: datetime,
    edition: int,
) -> dict[str, Any]:
    return {
        "id": page_id,
        "meta": {
            "type": kind,
            "detail_url": detail_url(page_id),
            "html_url": html_path,
            "slug": slug,
            "show_in_menus": False,
            "seo_title": "",
            "search_description": "",
            "first_published_at": timestamp(at),
            "last_published_at": timestamp(at),
            "alias_of": None,
            "parent": parent_form(NEWS, "News", "/news/"),
            "locale": "en",
            "edition": edition,
        },
        "title": title,
        "breadcrumb": [],
        "kicker": "",
        "dek": "",
        "language": "en",
        "urgency": 4,
        "bylines": [{"name": "Ida Holm", "role": "", "author": None}],
        "lead_picture": None,
        "body": [{"type": "paragraph", "value": "<p>Six boats left.</p>", "id": "a1"}],
        "tags": [],
        "word_count": 3,
    }


def parent_form(page_id: int, title: str, html_url: str) -> dict[str, Any]:
    meta = {
        "type": "pages.SectionPage",
        "detail_url": detail_url(page_id),
        "html_url": html_url,
    }
    return {"id": page_id, "meta": meta, "title": title}


def sections() -> None:
    """The home page (1), News (2) and, below News, World (3)."""
    kind = "pages.SectionPage"
    publish(
        HOME,
        type="pages.HomePage",
        title="Home",
        html_path="/",
        tree_path=f"{ROOT}0001",
    )
    publish(
        NEWS, type=kind, title="News", html_path="/news/", tree_path=f"{ROOT}00010001"
    )
    publish(
        WORLD,
        type=kind,
        title="World",
        html_path="/news/world/",
        tree_path=f"{ROOT}000100010001",
    )


def take_down(page_id: int, *, edition: int, state: State = State.KILLED) -> str:
    """Leave a tombstone, and return its text."""
    kind = PublishedDocument.objects.get(page_id=page_id).type
    meta = {
        "type": kind,
        "detail_url": detail_url(page_id),
        "state": state,
        "edition": edition,
        "at": timestamp(MORNING),
        "reason": "legal",
    }
    text = compact({"message": "Gone.", "id": page_id, "meta": meta})
    PublishedDocument(
        page_id=page_id,
        edition=edition,
        state=state,
        type=kind,
        document=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        changed_at=MORNING,
    ).save(force_update=True)
    Use.objects.filter(page_id=page_id).delete()
    return text


def show(page_id: int, kind: str, key: int, **form: Any) -> dict[str, Any]:
    """Have a page show a picture or a document, and return its form."""
    suffix, label = {"image": ("jpg", "pages.NewsImage"), "document": ("pdf", "wagtaildocs.Document")}[kind]  # fmt: skip
    whole = {
        "id": key,
        "meta": {
            "type": label,
            "detail_url": f"/api/v2/{kind}s/{key}/",
            "tags": form.pop("tags", []),
            "download_url": f"/media/{key:064}.{suffix}",
        },
        "title": form.pop("title", f"{kind} {key}"),
        **form,
    }
    Use.objects.create(page_id=page_id, ref=f"{kind}:{key}", form=whole)
    return whole
