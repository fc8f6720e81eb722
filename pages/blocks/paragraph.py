"""Paragraphs: rich text, cleaned and with its links resolved when pressed."""

from typing import Any

from wagtail.blocks import RichTextBlock
from wagtail.rich_text import RichText

FEATURES = [
    "bold",
    "italic",
    "link",
    "document-link",
    "ol",
    "ul",
    "superscript",
    "subscript",
]


class ParagraphBlock(RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": FEATURES} | kwargs)

    def get_api_representation(self, value: RichText, context: Any = None) -> str:
        return str(context["resolver"].html(value.source))

    class Meta:
        icon = "pilcrow"
