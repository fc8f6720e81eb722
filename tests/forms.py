"""What the admin's editor posts, and what the admin then says."""

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from pages.models import ArticlePage


def story_form(page: ArticlePage, **fields: Any) -> dict[str, Any]:
    """Return the editor's form for a story without children, with `fields` changed.

    It was loaded in this moment: it is made from the newest text.
    """
    key = getattr(page, "pk", None)
    loaded = ArticlePage.objects.get(pk=key).latest_revision if key else None
    values = {
        **({} if loaded is None else loaded_from(loaded)),
        "title": page.title,
        "slug": page.slug,
        "kicker": page.kicker,
        "dek": page.dek,
        "dateline": page.dateline,
        "language": page.language,
        "slugline": page.slugline,
        "urgency": page.urgency,
        "lead_picture": "",
        "body": streamfield([]),
        "bylines": inline_formset([]),
        "corrections": inline_formset([]),
        "related_stories": inline_formset([]),
        "comments": inline_formset([]),
        "tags": "",
        "seo_title": "",
        "search_description": "",
        "embargo_until": "",
        "go_live_at": "",
        "expire_at": "",
    }
    return dict(nested_form_data(values | fields))


def loaded_from(revision: Revision) -> dict[str, Any]:
    """Return what the editor posts about the text that it was loaded with."""
    return {
        "loaded_revision_id": revision.pk,
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }


def told(answer: HttpResponse) -> str:
    """Return the newest message that the admin will show."""
    newest = list(get_messages(answer.wsgi_request))[-1]
    return str(newest).strip()
