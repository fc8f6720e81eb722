"""A list of facts beside the story."""

from wagtail.blocks import CharBlock, ListBlock, StructBlock


class FactsBlock(StructBlock):
    title = CharBlock(max_length=120, help_text="e.g. The strike in numbers")
    items = ListBlock(CharBlock(max_length=400), min_num=1, max_num=20)

    class Meta:
        icon = "list-ul"
