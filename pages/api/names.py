"""The names that page answers are made of, asked for, filtered and ordered by."""

from typing import Any

from django.utils.dateparse import parse_datetime

from pages.api.parameters import Reader, boolean, number

META = (
    "type", "detail_url", "html_url", "slug", "show_in_menus", "seo_title",
    "search_description", "first_published_at", "last_published_at", "alias_of",
    "parent", "locale", "edition",
)  # fmt: skip
BODY = (
    "id", "title", "breadcrumb", "intro", "kicker", "dek", "dateline", "language",
    "urgency", "sections", "bylines", "lead_picture", "body", "tags", "topics",
    "related", "corrections", "word_count", "reading_time", "history",
)  # fmt: skip
# The list of a parameterless read: Wagtail's own.
LISTED = ("id", "type", "detail_url", "title", "html_url", "slug", "first_published_at")


def moment(value: str) -> Any:
    """Read a time in ISO 8601.

    Raises:
        ValueError: it is not one, or names no time zone.
    """
    found = parse_datetime(value)
    if found is None or found.tzinfo is None:
        raise ValueError(f"expected a time like 2026-11-22T18:02:11Z, got '{value}'")
    return found


# Field → how its value is read. Columns of PublishedDocument, by the name the API has.
COLUMNS: dict[str, tuple[str, Reader]] = {
    "id": ("page_id", number),
    "title": ("title", str),
    "slug": ("slug", str),
    "first_published_at": ("first_published_at", moment),
    "last_published_at": ("last_published_at", moment),
}
# Keys of `PublishedDocument.filters`.
SCALARS: dict[str, Reader] = {
    "kicker": str,
    "dateline": str,
    "language": str,
    "urgency": number,
    "word_count": number,
    "reading_time": number,
    "intro": str,
    "show_in_menus": boolean,
}
