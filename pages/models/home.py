"""The front page: root of the site's tree."""

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


class HomePage(PublicPage):
    tagline = models.CharField(_("tagline"), max_length=140, blank=True)

    content_panels = [*PublicPage.content_panels, FieldPanel("tagline")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.SectionPage"]
    max_count = 1
    template = "reader/home.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def public_fields(self, resolver: Resolver) -> Form:
        return {
            "intro": self.tagline,
            "sections": PublishedDocument.objects.sections_under(self.path),
        }
