"""Write down what happened to a story, with the text it happened to."""

from typing import Any

from wagtail.models import Page, Revision

from pages.content_hash import content_hash_of, content_of
from workflows.review.models.entry import Entry, Happened, ReviewedText


def enter(
    happened: Happened,
    page: Page,
    *,
    user: Any = None,
    revision: Revision | None = None,
    **said: Any,
) -> Entry:
    """Add to the record of `page`. Call it in the transaction in which it happens.

    Args:
        happened: one of `Happened`.
        page: the story.
        user: who did it; None for a machine.
        revision: the text it happened to; its words are kept (see `keep`).
        said: `comment`, what `user` said; `data`, more about it in JSON's types.
    """
    return enter_about(
        happened,
        page_id=page.pk,
        headline=revision.content["title"] if revision else page.title,
        user=user,
        revision_id=revision and revision.pk,
        content_hash=keep(revision) if revision else "",
        **said,
    )


def enter_about(happened: Happened, *, user: Any = None, **said: Any) -> Entry:
    """Add to the record of a page that may be gone: `said` are the fields of an Entry."""
    return Entry.objects.create(
        happened=happened,
        user_id=user and user.pk,
        user_name=user.get_username() if user else "",
        **said,
    )


def keep(revision: Revision) -> str:
    """Keep the words of `revision` for good, once; return their content hash."""
    content_hash = content_hash_of(revision)
    kind = revision.content_type
    text = ReviewedText(
        content_hash=content_hash,
        type=kind.model_class()._meta.label,
        text=content_of(revision),
    )
    ReviewedText.objects.bulk_create([text], ignore_conflicts=True)
    return content_hash
