"""The published document: the form as exact text, and the columns it is found by."""

from datetime import datetime
from typing import Any

from pages.models import ArticlePage, PublicPage, PublishedDocument
from pages.models.document import State
from pages.public.forms import Form, as_text, digest_of

SCALARS = (str, int, float, bool)
# Searched and filtered through columns of their own.
COLUMNS = {"id", "title", "dek"}


def numbered(form: Form, edition: int) -> Form:
    """Return `form` with the edition that last changed it in its meta."""
    return form | {"meta": form["meta"] | {"edition": edition}}


def changed_since(before: PublishedDocument | None, form: Form) -> bool:
    """Say whether `form` differs from what is published, the edition number aside."""
    if before is None or before.state != State.LIVE:
        return True
    return as_text(numbered(form, before.edition)) != before.document


def row(
    page: PublicPage, form: Form, *, fingerprint: str, at: datetime
) -> PublishedDocument:
    """Return the row that publishes `form`, which carries its edition."""
    text = as_text(form)
    return PublishedDocument(
        page_id=page.pk,
        edition=form["meta"]["edition"],
        state=State.LIVE,
        type=form["meta"]["type"],
        document=text,
        digest=digest_of(text),
        changed_at=at,
        fingerprint=fingerprint,
        revision_id=page.live_revision_id,
        html_path=form["meta"]["html_url"],
        tree_path=page.path,
        title=page.title,
        slug=page.slug,
        locale=form["meta"]["locale"],
        first_published_at=page.first_published_at,
        last_published_at=page.last_published_at,
        filters=_filters(form),
        **_story_columns(page, form),
    )


def _filters(form: Form) -> dict[str, Any]:
    flat = form | {"show_in_menus": form["meta"]["show_in_menus"]}
    return {
        key: value
        for key, value in flat.items()
        if isinstance(value, SCALARS) and key not in COLUMNS
    }


def _story_columns(page: PublicPage, form: Form) -> dict[str, Any]:
    if not isinstance(page, ArticlePage):
        return {"dek": form.get("intro", "")}
    return {
        "tags": form["tags"],
        "sections": [section["id"] for section in form["sections"]],
        "dek": form["dek"],
        "names": "\n".join(byline["name"] for byline in form["bylines"]),
        "text": page.plain_text,
    }
