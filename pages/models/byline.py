"""Bylines: who made a story, in order, with their role."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from pages.models.snippets import Author


class Role(models.TextChoices):
    REPORTING = "reporting", _("Reporting")
    WRITING = "writing", _("Writing")
    PHOTOGRAPHY = "photography", _("Photography")
    DATA = "data", _("Data")
    EDITING = "editing", _("Editing")
    AGENCY = "agency", _("Agency")


class Byline(Orderable):
    page = ParentalKey(
        "pages.ArticlePage", on_delete=models.CASCADE, related_name="bylines"
    )
    author = models.ForeignKey(
        Author,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("author"),
    )
    name = models.CharField(
        _("name"),
        max_length=120,
        blank=True,
        help_text=_("Only when there is no author entry."),
    )
    role = models.CharField(
        _("role"), max_length=20, choices=Role.choices, default=Role.REPORTING
    )

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
            raise ValidationError({"author": _("Choose an author, or write a name.")})

    def public(self) -> dict[str, Any]:
        """Return the byline as readers and the API see it."""
        author = self.author and {
            "id": self.author.pk,
            "name": self.author.name,
            "job_title": self.author.job_title,
        }
        return {"name": self.printed_name, "role": self.role, "author": author}
