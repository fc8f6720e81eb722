"""A picture in the body, with its caption and alt text for this place."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    StructBlock,
    StructBlockValidationError,
)
from wagtail.images.blocks import ImageChooserBlock

LAYOUTS = [("standard", _("Standard")), ("wide", _("Wide")), ("full", _("Full width"))]


class PictureBlock(StructBlock):
    """A picture with what this place says about it; empty fields use the picture's own."""

    picture = ImageChooserBlock(label=_("Picture"))
    caption = CharBlock(
        label=_("Caption"),
        required=False,
        max_length=500,
        help_text=_("Empty: the picture's own caption."),
    )
    alt = CharBlock(
        required=False,
        max_length=250,
        label=_("Alt text here"),
        help_text=_("Empty: the picture's own alt text."),
    )
    decorative = BooleanBlock(
        label=_("Decorative"),
        required=False,
        help_text=_("It adds nothing to the text; screen readers skip it."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["decorative"] and cleaned["alt"]:
            error = ValidationError(
                _("A decorative picture has no alt text. Empty this.")
            )
            raise StructBlockValidationError(block_errors={"alt": error})
        return cleaned

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        picture = context["resolver"].picture(value["picture"])
        own = picture or {"caption": "", "alt": ""}
        if "expired" in own:  # what was said here was said of what is gone
            return {"picture": picture, "caption": "", "alt": own["alt"]}
        alt = "" if value["decorative"] else value["alt"] or own["alt"]
        return {
            "picture": picture,
            "caption": value["caption"] or own["caption"],
            "alt": alt,
        }

    class Meta:
        icon = "image"


class ImageBlock(PictureBlock):
    layout = ChoiceBlock(label=_("Layout"), choices=LAYOUTS, default="standard")

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        form = super().get_api_representation(value, context)
        return form | {"layout": value["layout"]}

    class Meta:
        icon = "image"
