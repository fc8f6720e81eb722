"""What every public page type shares: the gate before it goes live, and frozen revisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.locks import BaseLock, BasicLock, ScheduledForPublishLock
from wagtail.models import Orderable, Page, Revision

from pages.addresses import RESERVED, TOP, PublicPageForm, check_top
from pages.content_hash import BOOKKEEPING
from pages.models import references
from pages.public.forms import Form, detail_url, timestamp
from pages.schedule import OnSchedule
from pages.signals import about_to_go_live

if TYPE_CHECKING:
    from pages.public.resolver import Resolver


class PublicPage(Page):
    """A page that is published through review: home, sections, stories."""

    private_page_options: ClassVar[list[str]] = []  # see ADR 9

    base_form_class = PublicPageForm

    class Meta:
        abstract = True

    @staticmethod
    def find(page_id: int) -> PublicPage | None:
        """Return the page of whatever public type it is, or None."""
        page = Page.objects.filter(pk=page_id).first()
        specific = page and page.specific
        return specific if isinstance(specific, PublicPage) else None

    @staticmethod
    def lock(page_id: int) -> None:
        """Hold the page's row until this transaction ends: decisions about it take turns.

        The one order of locks in the house, whoever takes several: page row → its
        workflow state and revisions → edition counter → lock of the tree → owed rows.
        Take this one before you read what you decide about.
        """
        rows = Page.objects.select_for_update(no_key=True).filter(pk=page_id)
        rows.values_list("pk", flat=True).first()

    @property
    def headline(self) -> str:
        return str(self.title)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save, unless this would make a text public that nobody approved.

        Every way to publish ends here: button, bulk action, API, schedule, shell. The
        room above answers under the page's lock: a kill cannot come in between.

        Raises:
            PublishRefused: a room above refused; nothing was written.
        """
        if not (self.live and _touches_what_readers_see(kwargs.get("update_fields"))):
            return super().save(*args, **kwargs)
        with transaction.atomic():
            self.lock(self.pk)
            about_to_go_live.send(sender=type(self), page=self)
            return super().save(*args, **kwargs)

    @transaction.atomic
    def publish(self, revision: Revision, **kwargs: Any) -> Any:
        """Publish `revision`, in one transaction that holds the page from the start.

        Raises:
            PublishRefused: a room above refused; nothing was written.
        """
        self.lock(self.pk)
        return super().publish(revision, **kwargs)

    @classmethod
    def from_serializable_data(cls, data: Any, *args: Any, **kwargs: Any) -> Any:
        """Build the page that a revision holds, without what is gone since."""
        if args or kwargs:
            return super().from_serializable_data(data, *args, **kwargs)
        data = references.present(cls, data)
        return super().from_serializable_data(data, check_fks=False)

    def with_content_json(self, content: Any) -> Any:
        """Return the page that a revision holds; what is live is not the revision's to say.

        Wagtail 8.0.1 forgets this one (models/pages.py:2097): a first draft would say that
        nothing is live.
        """
        page = super().with_content_json(content)
        page.live_revision_id = self.live_revision_id
        return page

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check what people fill in; the database checks the keys that Wagtail keeps."""
        kept = references.OF_THE_ROW | {"live_revision"}
        super().clean_fields(exclude={*(exclude or ()), *kept})

    def clean(self) -> None:
        super().clean()
        self._check_slug()

    def minimal_clean(self) -> None:
        """What Wagtail asks of a draft, and that its address can be one on every mirror."""
        super().minimal_clean()
        self._check_slug()

    def _check_slug(self) -> None:
        if not slug_re.match(self.slug):
            message = _(
                "'%(slug)s' cannot be a slug."
                " Use the letters a to z, numbers, hyphens and underscores."
            )
            raise ValidationError({"slug": message % {"slug": self.slug}})
        if self.depth == TOP:  # a new page has no place in the tree before it is saved
            check_top(self.slug)

    def can_move_to(self, parent: Page) -> bool:
        """Say whether `parent` can hold this page, at an address that is free for it."""
        taken = parent.depth + 1 == TOP and self.slug.lower() in RESERVED
        return not taken and bool(super().can_move_to(parent))

    def save_revision(
        self, *args: Any, overwrite_revision: Revision | None = None, **kwargs: Any
    ) -> Revision:
        """Save a revision; autosave never rewrites one that is a record.

        Wagtail overwrites the latest revision in place, even the live or the approved
        one. A record stays as it was, and autosave goes on in a new revision. Children
        made by code get their places here; the editor's form has given them already.
        """
        self._number_children()
        if overwrite_revision is not None and self.is_record(overwrite_revision):
            overwrite_revision = None
        return super().save_revision(
            *args, overwrite_revision=overwrite_revision, **kwargs
        )

    def _number_children(self) -> None:
        """Give children a place where one has none: they would come back in any order."""
        for relation in get_all_child_relations(self):
            if not issubclass(relation.related_model, Orderable):
                continue
            children = getattr(self, relation.get_accessor_name())
            if any(child.sort_order is None for child in children.all()):
                for place, child in enumerate(children.get_object_list()):
                    child.sort_order = place

    def is_record(self, revision: Revision) -> bool:
        """Say whether a revision is, or was part of, a decision: live, scheduled, reviewed."""
        return bool(
            revision.pk == self.live_revision_id
            or revision.approved_go_live_at
            or revision.task_states.exists()
        )

    def get_lock(self) -> BaseLock | None:
        """Return what keeps people from editing; a schedule does not (see `OnSchedule`)."""
        lock = super().get_lock()
        if not isinstance(lock, ScheduledForPublishLock):
            return lock
        if self.locked:
            return BasicLock(self)
        step = self.current_workflow_task
        return step.lock_class(self, step) if step else OnSchedule(self)

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
        return {}

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
