"""A list of facts beside the story."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock


class FactsBlock(StructBlock):
    title = CharBlock(
        label=_("Title"), max_length=120, help_text=_("e.g. The strike in numbers")
    )
    items = ListBlock(
        CharBlock(label=_("Fact"), max_length=400),
        label=_("Facts"),
        min_num=1,
        max_num=20,
    )

    class Meta:
        icon = "list-ul"
