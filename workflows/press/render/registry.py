"""The newsroom's addresses for programs: a JSON list, trust.txt, and links in feeds."""

from django.conf import settings

from pages.public.forms import as_text
from workflows.press import site

TEXT = "text/plain; charset=utf-8"
PATHS = {"json": "/api/v2/mirrors/index.json", "trust": "/.well-known/trust.txt"}


def mirrors() -> str:
    """Return the JSON list of all addresses, the primary one first."""
    items = [
        {"name": one["name"], "url": one["url"], "primary": one["url"] == _primary()}
        for one in site.addresses()
    ]
    return as_text({"meta": {"total_count": len(items)}, "items": items})


def trust() -> str:
    """Return trust.txt (JournalList's specification, version 1.4).

    The same bytes lie at each address: `control` names the others, as the primary
    address has to say, and `controlledby` the primary one, as the others have to.
    """
    others = [one["url"] for one in site.addresses() if one["url"] != _primary()]
    lines = ["# Which addresses are this newsroom's"]
    lines += [f"control={url}/" for url in others]
    lines += [f"controlledby={_primary()}/"]
    return "\n".join(lines) + "\n"


def _primary() -> str:
    return str(settings.PRIMARY_URL).rstrip("/")
