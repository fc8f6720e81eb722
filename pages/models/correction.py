"""Corrections: dated notes that readers see on the story."""

from typing import Any

from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from pages.public.forms import timestamp


class Kind(models.TextChoices):
    CORRECTION = "correction", "Correction"
    CLARIFICATION = "clarification", "Clarification"
    EDITORS_NOTE = "editors_note", "Editor's note"


class Correction(Orderable):
    page = ParentalKey(
        "pages.ArticlePage", on_delete=models.CASCADE, related_name="corrections"
    )
    kind = models.CharField(
        max_length=20, choices=Kind.choices, default=Kind.CORRECTION
    )
    text = models.TextField(help_text="What was wrong and what is right, for readers.")
    at = models.DateTimeField("time", default=timezone.now)

    panels = [FieldPanel("kind"), FieldPanel("text"), FieldPanel("at")]

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"

    def public(self) -> dict[str, Any]:
        """Return the note as readers and the API see it."""
        return {"kind": self.kind, "text": self.text, "at": timestamp(self.at)}
