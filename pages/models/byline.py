"""Bylines: who made a story, in order, with their role."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from pages.models.snippets import Author


class Role(models.TextChoices):
    REPORTING = "reporting", "Reporting"
    WRITING = "writing", "Writing"
    PHOTOGRAPHY = "photography", "Photography"
    DATA = "data", "Data"
    EDITING = "editing", "Editing"
    AGENCY = "agency", "Agency"


class Byline(Orderable):
    page = ParentalKey(
        "pages.ArticlePage", on_delete=models.CASCADE, related_name="bylines"
    )
    author = models.ForeignKey(
        Author, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(
        max_length=120, blank=True, help_text="Only when there is no author entry."
    )
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.REPORTING)

    panels = [FieldPanel("author"), FieldPanel("name"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return self.printed_name

    @property
    def printed_name(self) -> str:
        return self.author.name if self.author else self.name

    def clean(self) -> None:
        super().clean()
        if bool(self.author_id) == bool(self.name):
            raise ValidationError({"author": "Choose an author, or write a name."})

    def public(self) -> dict[str, Any]:
        """Return the byline as readers and the API see it."""
        author = self.author and {
            "id": self.author.pk,
            "name": self.author.name,
            "job_title": self.author.job_title,
        }
        return {"name": self.printed_name, "role": self.role, "author": author}
