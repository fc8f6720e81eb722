"""Embeds: a card that links to an allow-listed provider.

The provider's own HTML is never fetched or shown: it would run a third party's script
on every mirror and tell that party who reads what.
"""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructBlockValidationError, URLBlock

PROVIDERS = {
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "vimeo.com": "Vimeo",
    "soundcloud.com": "SoundCloud",
    "mastodon.social": "Mastodon",
    "bsky.app": "Bluesky",
    "x.com": "X",
    "instagram.com": "Instagram",
    "documentcloud.org": "DocumentCloud",
    "datawrapper.dwcdn.net": "Datawrapper",
    "openstreetmap.org": "OpenStreetMap",
}


def provider_of(url: str) -> str | None:
    """Return the name of the allow-listed provider of an https `url`, or None."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return PROVIDERS.get(host) if parts.scheme == "https" else None


class EmbedBlock(StructBlock):
    url = URLBlock(
        label=_("Address"), help_text=_("https address at an allowed provider.")
    )
    title = CharBlock(
        label=_("Title"), max_length=160, help_text=_("What readers will find there.")
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if provider_of(cleaned["url"]) is None:
            names = ", ".join(sorted(set(PROVIDERS.values())))
            message = _("Use an https address at one of: %s.")
            error = ValidationError(message % names)
            raise StructBlockValidationError(block_errors={"url": error})
        return cleaned

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return {
            "provider": provider_of(value["url"]) or "",
            "url": value["url"],
            "title": value["title"],
        }

    class Meta:
        icon = "media"
