"""Addresses that no page may have: the newsroom itself needs what lies there."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.coreutils import cautious_slugify

# First parts of paths. The tree's are on every mirror, the others at the web process.
OF_THE_TREE = frozenset({"api", "feeds", "media", "sitemaps", "static"})
OF_THE_WEB = frozenset({"_util", "admin", "documents", "health", "metrics", "uploads"})
RESERVED = OF_THE_TREE | OF_THE_WEB | {"rss"}  # a section's feed: /feeds/<slug>.xml
TOP = 3  # depth in Wagtail's tree: below its root, below the home page


def check_top(slug: str) -> None:
    """Refuse a slug that a section right below the home page cannot have.

    Raises:
        django.core.exceptions.ValidationError: at `slug`, with what to do.
    """
    if slug.lower() in RESERVED:
        message = _(
            "'%(slug)s' cannot be the slug of a section at the top: the newsroom needs"
            " this address itself. Choose another, e.g. '%(slug)s-news'."
        )
        raise ValidationError({"slug": message % {"slug": slug}})


class PublicPageForm(WagtailAdminPageForm):
    """Says at the field what the page itself can only say once it has a place in the tree."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        # Wagtail makes an empty slug of the title, after the form was found valid.
        slug = cleaned.get("slug") or cautious_slugify(cleaned.get("title", ""))
        if self.parent_page.depth + 1 == TOP:
            try:
                check_top(slug)
            except ValidationError as refusal:
                self.add_error(None, refusal)
        return cleaned
