"""Short list items, made of columns."""

from pages.api.fields import Selection
from pages.api.names import LISTED
from pages.api.selecting import Brief
from pages.public.forms import as_text, detail_url, timestamp

NAMES = frozenset(LISTED)


def is_brief(selection: Selection) -> bool:
    """Say whether all that is asked for stands in `Brief`."""
    return (
        selection.names is not None
        and selection.names <= NAMES
        and not selection.nested
    )


def brief_item(row: Brief, selection: Selection) -> str:
    """Return the item's text, the same as if it were taken from the document."""
    form = {
        "id": row.page_id,
        "meta": {
            "type": row.type,
            "detail_url": detail_url(row.page_id),
            "html_url": row.html_path,
            "slug": row.slug,
            "first_published_at": timestamp(row.first_published_at),
        },
        "title": row.title,
    }
    return as_text(selection.of(form))
