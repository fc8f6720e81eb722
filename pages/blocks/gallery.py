"""Galleries: several pictures under one title."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock

from pages.blocks.image import PictureBlock


class GalleryBlock(StructBlock):
    title = CharBlock(label=_("Title"), required=False, max_length=120)
    pictures = ListBlock(
        PictureBlock(label=_("Picture")), label=_("Pictures"), min_num=2, max_num=40
    )

    class Meta:
        icon = "image"
