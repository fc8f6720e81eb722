"""What every reader page shows of the newsroom: `pages.public.site`, addresses, style."""

import hashlib
import json
from collections.abc import Callable
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

Addresses = Callable[[], list[dict[str, str]]]
_addresses: list[Addresses] = []


def announce(addresses: Addresses) -> None:
    """Have `addresses()` name the newsroom's addresses (name, url), the primary first.

    The room that knows the mirrors calls this once, at the start: press stands below it.
    """
    _addresses[:] = [addresses]


def context() -> dict[str, Any]:
    """Return the `site` of every reader template."""
    return site.context() | {
        "mirrors": [one for source in _addresses for one in source()],
        "feed_url": "/feeds/rss.xml",
        **{name: address for name, (address, _, _) in _assets().items()},
    }


def fingerprint(newsroom: dict[str, Any]) -> str:
    """Return the MD5 of what every page shows; when it changes, every page follows."""
    text = json.dumps(newsroom, sort_keys=True)
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
