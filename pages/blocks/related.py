"""Related stories inside the body: only those that are public are shown."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ListBlock, PageChooserBlock


class RelatedBlock(ListBlock):
    def __init__(self, **kwargs: Any) -> None:
        chooser = PageChooserBlock(label=_("Story"), page_type="pages.ArticlePage")
        super().__init__(chooser, **{"min_num": 1, "max_num": 6} | kwargs)

    def get_api_representation(
        self, value: Any, context: Any = None
    ) -> list[dict[str, Any]]:
        resolver = context["resolver"]
        cards = [resolver.card(page.pk) for page in value if page is not None]
        return [card for card in cards if card]

    class Meta:
        icon = "doc-full"
