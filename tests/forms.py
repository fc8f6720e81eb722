"""What the admin's editor posts."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from pages.models import ArticlePage


def story_form(page: ArticlePage, **fields: Any) -> dict[str, Any]:
    """Return the editor's form for a story without children, with `fields` changed."""
    values = {
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
        "go_live_at": "",
        "expire_at": "",
    }
    return dict(nested_form_data(values | fields))
