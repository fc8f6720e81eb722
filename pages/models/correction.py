"""Corrections, clarifications, editor's notes: what readers are told on the story."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from pages.public.forms import timestamp

THE_EDITORS = "The editors"

Identity = tuple[str, str]


class Kind(models.TextChoices):
    CORRECTION = "correction", _("Correction")
    CLARIFICATION = "clarification", _("Clarification")
    EDITORS_NOTE = "editors_note", _("Editor's note")


class Note(Protocol):
    kind: str
    text: str


def identity(note: Note) -> Identity:
    """Return what makes a note the same: its kind and its words, whatever their spacing."""
    return note.kind, " ".join(note.text.split())


class PublishedNoteQuerySet(models.QuerySet["PublishedNote"]):
    def of_page(self, page_id: int | None) -> dict[Identity, "PublishedNote"]:
        """Return the notes that readers have seen on a page, each as it was first told."""
        rows = self.filter(page_id=page_id).order_by("-edition", "-pk")
        return {identity(row): row for row in rows}


class PublishedNote(models.Model):
    """A note as an edition first told it. Only added to: a note's time is never moved.

    There is no key to `Correction`: its rows are made anew with each revision.
    """

    page_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.TextField()
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    edition = models.BigIntegerField()

    objects = PublishedNoteQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} on page {self.page_id} at edition {self.edition}"


class Correction(Orderable):
    """A note on a story. When readers were first told is the edition's to say."""

    page = ParentalKey(
        "pages.ArticlePage", on_delete=models.CASCADE, related_name="corrections"
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=Kind.choices, default=Kind.CORRECTION
    )
    text = models.TextField(
        _("text"), help_text=_("What was wrong and what is right, for readers.")
    )
    by = models.CharField(
        _("signed"),
        max_length=120,
        blank=True,
        help_text=_("Who says it, as readers see it. Empty: “The editors”."),
    )
    # Part of texts that were approved when people still set it: it must not change.
    at = models.DateTimeField(null=True, editable=False)

    panels = [FieldRowPanel([FieldPanel("kind"), FieldPanel("by")]), FieldPanel("text")]

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"

    @property
    def signature(self) -> str:
        return self.by or THE_EDITORS

    def public(self, told: PublishedNote | None) -> dict[str, Any]:
        """Return the note as readers and the API see it, with where it was first `told`."""
        return {
            "kind": self.kind,
            "text": self.text,
            "by": self.signature,
            "at": timestamp(told.at) if told else None,
            "edition": told.edition if told else None,
        }


def unseen(page_id: int | None, notes: Iterable[Correction]) -> list[Correction]:
    """Return those of `notes` that no edition of the page has told readers yet."""
    if not (written := list(notes)):
        return []
    seen = PublishedNote.objects.of_page(page_id)
    return [note for note in written if identity(note) not in seen]
