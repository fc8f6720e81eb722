"""The body of a story: the blocks a reporter can choose from."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlock, StreamBlockValidationError

from pages.blocks.embed import EmbedBlock
from pages.blocks.facts import FactsBlock
from pages.blocks.gallery import GalleryBlock
from pages.blocks.heading import HeadingBlock
from pages.blocks.image import ImageBlock
from pages.blocks.paragraph import ParagraphBlock
from pages.blocks.quote import QuoteBlock
from pages.blocks.related import RelatedBlock
from pages.blocks.table import TableBlock

MAX_CHARACTERS = 1_000_000  # about 170,000 words: a book, not a story


class BodyBlock(StreamBlock):
    paragraph = ParagraphBlock(label=_("Paragraph"))
    heading = HeadingBlock(label=_("Heading"), max_length=160)
    quote = QuoteBlock(label=_("Quote"))
    image = ImageBlock(label=_("Image"))
    gallery = GalleryBlock(label=_("Gallery"))
    facts = FactsBlock(label=_("List of facts"))
    table = TableBlock(label=_("Table"))
    embed = EmbedBlock(label=_("Embed"))
    related = RelatedBlock(label=_("Related stories"))

    def clean(self, value: Any, **kwargs: Any) -> Any:
        size = sum(len(text) for text in self.get_searchable_content(value))
        if size > MAX_CHARACTERS:
            message = _(
                "The body has %(size)s characters; the limit is %(limit)s."
                " Split it into several stories."
            ) % {"size": f"{size:,}", "limit": f"{MAX_CHARACTERS:,}"}
            raise StreamBlockValidationError(
                non_block_errors=[ValidationError(message)]
            )
        return super().clean(value, **kwargs)
