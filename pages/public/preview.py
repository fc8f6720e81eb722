"""A draft as readers would see it: in the editor's preview, and for a lawyer."""

import json

from django.conf import settings
from django.templatetags.static import static

from pages.models import PublicPage, PublishedDocument
from pages.public import site
from pages.public.forms import Form, card, timestamp
from pages.public.resolver import Resolver

STORIES = 24


def context(page: PublicPage, resolver: Resolver | None = None) -> Form:
    """Return what the page type's reader template needs, made of the draft `page`.

    `resolver` says where its pictures and documents are seen, if not in the admin.
    """
    form = page.public(resolver or Resolver(draft=True))
    now = timestamp(page.latest_revision_created_at)
    form["meta"] = form["meta"] | {
        "first_published_at": form["meta"]["first_published_at"] or now,
        "last_published_at": form["meta"]["last_published_at"] or now,
        "edition": 0,
    }
    for note in form.get("corrections", []):
        note["at"] = note["at"] or now
    live = PublishedDocument.objects.live()
    shown = live.in_section(page.pk or 0, page.path or "-").newest_first()[:STORIES]
    return {
        "page": form,
        "stories": [card(json.loads(row.document)) for row in shown],
        "fronts": [],
        "site": site.context()
        | {
            "mirrors": [],
            "stylesheet": static("pages/reader.css"),
            "favicon": static("pages/favicon.svg"),
            "feed_url": "",
        },
        "canonical": settings.PRIMARY_URL + form["meta"]["html_url"],
        "jsonld": "{}",
    }
