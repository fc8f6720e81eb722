"""Pictures, with what a newsroom must know about each: credit, rights, alt text."""

import hashlib
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index

from pages.models.snippets import Agency


class NewsImage(AbstractImage):
    """A picture. The focal point and the title are Wagtail's own fields."""

    caption = models.TextField(_("caption"), blank=True)
    alt = models.CharField(
        _("alt text"),
        max_length=250,
        help_text=_("What the picture shows, for readers who cannot see it."),
    )
    credit = models.CharField(
        _("credit"),
        max_length=160,
        help_text=_("As printed under the picture, e.g. the photographer."),
    )
    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("agency"),
    )
    rights_holder = models.CharField(_("rights holder"), max_length=160, blank=True)
    usage_terms = models.CharField(_("usage terms"), max_length=250, blank=True)
    license_expires_at = models.DateTimeField(
        _("license expires"), null=True, blank=True
    )

    admin_form_fields = (
        "title", "file", "alt", "caption", "credit", "agency", "rights_holder",
        "usage_terms", "license_expires_at", "collection", "tags",
        "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height",
    )  # fmt: skip
    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("caption"),
        index.SearchField("credit"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def default_alt_text(self) -> str:
        return self.alt

    def generate_rendition_instance(self, *args: Any, **kwargs: Any) -> Any:
        """Make a size, and note its digest: sizes are saved in bulk, past `save()`."""
        rendition = super().generate_rendition_instance(*args, **kwargs)
        rendition.file.seek(0)
        rendition.digest = hashlib.file_digest(rendition.file, "sha256").hexdigest()
        rendition.file.seek(0)
        return rendition


class NewsRendition(AbstractRendition):
    """A size of a picture; its digest is its public address."""

    image = models.ForeignKey(
        NewsImage, on_delete=models.CASCADE, related_name="renditions"
    )
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    def __str__(self) -> str:
        return f"{self.image_id} as {self.filter_spec}"
