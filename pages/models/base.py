"""What every public page type shares: the gate before it goes live, and frozen revisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail.models import Page, Revision

from pages.content_hash import BOOKKEEPING
from pages.public.forms import Form, detail_url, timestamp
from pages.signals import about_to_go_live

if TYPE_CHECKING:
    from pages.public.resolver import Resolver


class PublicPage(Page):
    """A page that is published through review: home, sections, stories."""

    class Meta:
        abstract = True

    @staticmethod
    def find(page_id: int) -> PublicPage | None:
        """Return the page of whatever public type it is, or None."""
        page = Page.objects.filter(pk=page_id).first()
        specific = page and page.specific
        return specific if isinstance(specific, PublicPage) else None

    @property
    def headline(self) -> str:
        return str(self.title)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save, unless this would make a text public that nobody approved.

        Every way to publish ends here: button, bulk action, API, schedule, shell.

        Raises:
            PublishRefused: a room above refused; nothing was written.
        """
        if self.live and _touches_what_readers_see(kwargs.get("update_fields")):
            about_to_go_live.send(sender=type(self), page=self)
        return super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self._check_slug()

    def minimal_clean(self) -> None:
        """What Wagtail asks of a draft, and that its address can be one on every mirror."""
        super().minimal_clean()
        self._check_slug()

    def _check_slug(self) -> None:
        if not slug_re.match(self.slug):
            message = (
                f"{self.slug!r} cannot be a slug. "
                "Use the letters a to z, numbers, hyphens and underscores."
            )
            raise ValidationError({"slug": message})

    def save_revision(
        self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any
    ) -> Revision:
        """Save a revision; autosave never rewrites one that is a record.

        Wagtail overwrites the latest revision in place, even the live or the approved
        one. A record stays as it was, and autosave goes on in a new revision.
        """
        if overwrite_revision is not None and self.is_record(overwrite_revision):
            overwrite_revision = None
        return super().save_revision(
            *args, overwrite_revision=overwrite_revision, **kwargs
        )

    def is_record(self, revision: Revision) -> bool:
        """Say whether a revision is, or was part of, a decision: live, scheduled, reviewed."""
        return bool(
            revision.pk == self.live_revision_id
            or revision.approved_go_live_at
            or revision.task_states.exists()
        )

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send a reader to the primary address: pages are served by mirrors, not from here."""
        return HttpResponseRedirect(settings.PRIMARY_URL + self.public_path)

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> Form:
        """Return the context of the reader page for this draft; it is public nowhere."""
        from pages.public import preview  # noqa: PLC0415 — it reads the models

        return preview.context(self)

    @property
    def public_path(self) -> str:
        """The root-relative address readers use, e.g. `/news/world/harbor/`."""
        # url_path is '/<slug of the site's root page>/…'.
        return "/" + self.url_path.split("/", 2)[2]

    def public(self, resolver: Resolver) -> Form:
        """Return the page's public form: the answer of the Wagtail API in full.

        Links, pictures and snippets are looked up through `resolver`, which notes
        each of them. The edition is added when it is pressed.
        """
        ancestors = [resolver.link(pk) for pk in self._ancestor_ids()]
        return {
            "id": self.pk,
            "meta": self._meta_form(resolver),
            "title": self.title,
            "breadcrumb": [link for link in ancestors if link],
            **self.public_fields(resolver),
        }

    def public_fields(self, resolver: Resolver) -> Form:
        """Return what this page type adds to the public form."""
        raise NotImplementedError

    def _meta_form(self, resolver: Resolver) -> Form:
        return {
            "type": self.__class__._meta.label,
            "detail_url": detail_url(self.pk),
            "html_url": self.public_path,
            "slug": self.slug,
            "show_in_menus": self.show_in_menus,
            "seo_title": self.seo_title,
            "search_description": self.search_description,
            "first_published_at": timestamp(self.first_published_at),
            "last_published_at": timestamp(self.last_published_at),
            "alias_of": None,
            "parent": self._parent_form(resolver),
            "locale": self.locale.language_code,
        }

    def _parent_form(self, resolver: Resolver) -> Form | None:
        parent = self.get_parent()
        document = resolver.page(parent.pk) if parent else None
        return document and {
            "id": document["id"],
            "meta": {
                key: document["meta"][key] for key in ("type", "detail_url", "html_url")
            },
            "title": document["title"],
        }

    def _ancestor_ids(self) -> list[int]:
        """Sections above this page, from the top; the home page is not one of them."""
        above = self.get_ancestors().filter(depth__gt=2)
        return list(above.values_list("pk", flat=True))


def _touches_what_readers_see(update_fields: Iterable[str] | None) -> bool:
    if update_fields is None:
        return True
    return any(name == "live" or name not in BOOKKEEPING for name in update_fields)
