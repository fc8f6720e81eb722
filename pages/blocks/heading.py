"""Headings between paragraphs."""

from wagtail.blocks import CharBlock


class HeadingBlock(CharBlock):
    class Meta:
        icon = "title"
