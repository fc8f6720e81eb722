"""Wagtail's API v2 as its documentation sets it up, for the fields that Masthead answers."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.api import APIField
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.images.api.fields import ImageRenditionField

from pages.blocks.embed import EmbedBlock
from pages.blocks.image import ImageBlock, PictureBlock
from pages.blocks.paragraph import ParagraphBlock
from pages.blocks.related import RelatedBlock
from pages.blocks.table import TableBlock
from pages.models import ArticlePage, Byline, Correction, RelatedStory

# word_count and reading_time are left out: a stock project would keep them in columns.
ArticlePage.api_fields = [
    *map(APIField, ("kicker", "dek", "dateline", "language", "urgency")),
    *map(APIField, ("further_sections", "bylines", "lead_picture")),
    APIField(
        "lead_picture_wide",
        ImageRenditionField(
            "width-1200|format-jpeg|jpegquality-80", source="lead_picture"
        ),
    ),
    *map(APIField, ("body", "tags", "topics", "related_stories", "corrections")),
]
Byline.api_fields = [APIField("printed_name"), APIField("role")]
RelatedStory.api_fields = [APIField("story")]
Correction.api_fields = [APIField("at"), APIField("kind"), APIField("text")]

# Wagtail's own forms of these blocks: a picture, a page is its id there.
for block in (
    EmbedBlock,
    ImageBlock,
    ParagraphBlock,
    PictureBlock,
    RelatedBlock,
    TableBlock,
):
    del block.get_api_representation

api = WagtailAPIRouter("wagtailapi")
api.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [
    path("api/v2/", api.urls),
    path("", include(wagtail_urls)),
]
