"""Who writes, who supplies, what it is about: authors, agencies, IPTC topics."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail.snippets.models import register_snippet


@register_snippet
class Author(index.Indexed, models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    job_title = models.CharField(max_length=120, blank=True)
    bio = models.TextField(blank=True)

    panels = [FieldPanel(n) for n in ("name", "slug", "job_title", "bio")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@register_snippet
class Agency(index.Indexed, models.Model):
    name = models.CharField(max_length=120, unique=True)
    url = models.URLField(blank=True)

    panels = [FieldPanel("name"), FieldPanel("url")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


@register_snippet
class Topic(index.Indexed, models.Model):
    """A subject from IPTC's Media Topics, named by its `medtop:` id."""

    code = models.CharField(
        max_length=40, unique=True, help_text="IPTC media topic, e.g. medtop:04000000."
    )
    name = models.CharField(max_length=120)

    panels = [FieldPanel("code"), FieldPanel("name")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
