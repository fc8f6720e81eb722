"""Galleries: several pictures under one title."""

from wagtail.blocks import CharBlock, ListBlock, StructBlock

from pages.blocks.image import PictureBlock


class GalleryBlock(StructBlock):
    title = CharBlock(required=False, max_length=120)
    pictures = ListBlock(PictureBlock(), min_num=2, max_num=40)

    class Meta:
        icon = "image"
