"""Quotes: what was said, by whom, in which role, and where to check it."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, TextBlock, URLBlock


class QuoteBlock(StructBlock):
    text = TextBlock(
        label=_("Text"), help_text=_("Without quotation marks; the page sets them.")
    )
    speaker = CharBlock(
        label=_("Speaker"), max_length=120, help_text=_("e.g. Mara Lindqvist")
    )
    speaker_role = CharBlock(
        label=_("Speaker's role"),
        required=False,
        max_length=120,
        help_text=_("e.g. harbor master of Selden"),
    )
    source_url = URLBlock(
        required=False,
        label=_("Source link"),
        help_text=_("Where the words can be checked."),
    )

    class Meta:
        icon = "openquote"
