"""Quotes: what was said, by whom, in which role, and where to check it."""

from wagtail.blocks import CharBlock, StructBlock, TextBlock, URLBlock


class QuoteBlock(StructBlock):
    text = TextBlock(help_text="Without quotation marks; the page sets them.")
    speaker = CharBlock(max_length=120, help_text="e.g. Mara Lindqvist")
    speaker_role = CharBlock(
        required=False, max_length=120, help_text="e.g. harbor master of Selden"
    )
    source_url = URLBlock(
        required=False, label="Source link", help_text="Where the words can be checked."
    )

    class Meta:
        icon = "openquote"
