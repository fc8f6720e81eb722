"""The body of a story: the blocks a reporter can choose from."""

from typing import Any

from django.core.exceptions import ValidationError
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
    paragraph = ParagraphBlock()
    heading = HeadingBlock(max_length=160)
    quote = QuoteBlock()
    image = ImageBlock()
    gallery = GalleryBlock()
    facts = FactsBlock(label="List of facts")
    table = TableBlock()
    embed = EmbedBlock()
    related = RelatedBlock(label="Related stories")

    def clean(self, value: Any, **kwargs: Any) -> Any:
        size = sum(len(text) for text in self.get_searchable_content(value))
        if size > MAX_CHARACTERS:
            message = (
                f"The body has {size:,} characters; the limit is {MAX_CHARACTERS:,}. "
                "Split it into several stories."
            )
            raise StreamBlockValidationError(
                non_block_errors=[ValidationError(message)]
            )
        return super().clean(value, **kwargs)
