"""A section: a place in the site's tree, e.g. News › World › Europe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from pages.models.base import PublicPage
from pages.models.document import PublishedDocument

if TYPE_CHECKING:
    from pages.public.forms import Form
    from pages.public.resolver import Resolver


class SectionPage(PublicPage):
    intro = models.CharField(
        _("intro"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences under the title."),
    )

    content_panels = [*PublicPage.content_panels, FieldPanel("intro")]
    parent_page_types = ["pages.HomePage", "pages.SectionPage"]
    subpage_types = ["pages.SectionPage", "pages.ArticlePage"]
    template = "reader/section.html"

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def public_fields(self, resolver: Resolver) -> Form:
        return {
            "intro": self.intro,
            "sections": PublishedDocument.objects.sections_under(self.path),
        }
