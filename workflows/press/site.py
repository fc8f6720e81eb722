"""What every reader page shows of the newsroom: `pages.public.site`, addresses, style."""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

from pages.public import site
from workflows.press.models import PublishedFile
from workflows.press.tree import TreeChange

ASSETS = {
    "stylesheet": ("pages/reader.css", "text/css; charset=utf-8"),
    "favicon": ("pages/favicon.svg", "image/svg+xml"),
}

SITE = "site"  # what every page shows
ADDRESSES = "addresses"  # what fronts and what goes with the home page show as well

Addresses = Callable[[], list[dict[str, str]]]
_addresses: list[Addresses] = []


def announce(addresses: Addresses) -> None:
    """Have `addresses()` name the newsroom's addresses (name, url), the primary first.

    The room that knows the mirrors calls this once, at the start: press stands below it.
    """
    _addresses[:] = [addresses]


def addresses() -> list[dict[str, str]]:
    """Return name and url of each announced address, the primary one first."""
    return [one for source in _addresses for one in source()]


def context() -> dict[str, Any]:
    """Return the `site` of every reader template: what every page may show."""
    return site.context() | {
        "feed_url": "/feeds/rss.xml",
        **{name: address for name, (address, _, _) in _assets().items()},
    }


def context_of_fronts() -> dict[str, Any]:
    """Return the `site` of those that name the addresses: few, so that they follow at once."""
    return context() | {"mirrors": addresses()}


def looks(newsroom: Mapping[str, Any]) -> dict[str, str]:
    """Return ref → fingerprint of what many pages show; when it changes, they follow.

    Args:
        newsroom: `context_of_fronts()`.
    """
    named = {ADDRESSES: _fingerprint(newsroom["mirrors"])}
    return named | {SITE: _fingerprint(everywhere(newsroom))}


def everywhere(newsroom: Mapping[str, Any]) -> dict[str, Any]:
    """Return what every page may show of `context_of_fronts()`: all but the addresses."""
    return {key: newsroom[key] for key in newsroom if key != "mirrors"}


def _fingerprint(shown: object) -> str:
    text = json.dumps(shown, sort_keys=True)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def put_assets(change: TreeChange) -> None:
    """Have the style sheet and the icon lie in the tree, under their digests."""
    assets = _assets().values()
    standing = PublishedFile.objects.standing()
    if standing.filter(path__in=[path for path, _, _ in assets]).count() < len(assets):
        for path, data, media_type in assets:
            change.put(path, data, media_type)


@cache
def _assets() -> dict[str, tuple[str, bytes, str]]:
    found = {}
    for name, (source, media_type) in ASSETS.items():
        data = Path(str(finders.find(source))).read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        found[name] = (f"/static/{digest}{Path(source).suffix}", data, media_type)
    return found
