"""A picture in its sizes, as readers and the API see it."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from django.contrib.staticfiles import finders

from pages.models.picture import NewsImage, NewsRendition
from pages.public.forms import Form

WIDTHS = (480, 960, 1440)  # pixels: phone, column, full width on a dense screen
SPECS = [*(f"width-{width}|format-webp|webpquality-78" for width in WIDTHS), "width-1200|format-jpeg|jpegquality-80"]  # fmt: skip
TYPES = {".webp": "image/webp", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}  # fmt: skip
FALLBACK = (
    "pages/no-picture.png"  # static; stands where a picture's license has run out
)
FALLBACK_SIZE = {"width": 1200, "height": 800}
GONE = "Picture no longer available"

# rendition → the address where readers find it
Address = Callable[[NewsRendition], str]


def picture(image: NewsImage, address: Address) -> Form:
    """Return the public form of `image`, its sizes made if they are missing.

    Raises:
        OSError, wagtail.images.exceptions.InvalidFilterSpecError: the file is missing
            or is not a picture that can be read.
    """
    made = image.get_renditions(*SPECS)
    *webp, fallback = (made[spec] for spec in SPECS)
    sizes = {rendition.width: rendition for rendition in webp}
    return {
        "id": image.pk,
        "title": image.title,
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
        "agency": image.agency.name if image.agency else "",
        "usage_terms": image.usage_terms,
        **_source(fallback, address),
        "sources": [
            _source(sizes[width], address) | {"type": "image/webp"}
            for width in sorted(sizes)
        ],
    }


def expired(image: NewsImage, src: str) -> Form:
    """Return what stands in place of `image`, whose license has run out: nothing of its own.

    `src` is the address of the fallback.
    """
    return {
        "id": image.pk,
        "title": GONE,
        "alt": GONE,
        "caption": "",
        "credit": "",
        "agency": "",
        "usage_terms": "",
        "src": src,
        **FALLBACK_SIZE,
        "sources": [],
        "expired": True,
    }


@cache
def fallback() -> tuple[str, Path]:
    """Return the fallback's public address, and its file."""
    file = Path(str(finders.find(FALLBACK)))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"/media/{digest}{file.suffix}", file


def api_form(form: Form, image: NewsImage) -> Form:
    """Return the answer of `/api/v2/images/<id>/` for a picture that a story shows."""
    own = {key: value for key, value in form.items() if key not in ("id", "title")}
    return {
        "id": form["id"],
        "meta": {
            "type": "pages.NewsImage",
            "detail_url": f"/api/v2/images/{form['id']}/",
            "tags": sorted(image.tags.names()),
            "download_url": form["src"],
        },
        "title": form["title"],
        **own,
    }


def public_path(rendition: NewsRendition) -> str:
    """Return the address of a size on every mirror: its name is its digest."""
    suffix = PurePosixPath(rendition.file.name).suffix.lower()
    return f"/media/{rendition.digest}{suffix}"


def media_type(path: str) -> str:
    return TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")


def _source(rendition: NewsRendition, address: Address) -> dict[str, Any]:
    return {
        "src": address(rendition),
        "width": rendition.width,
        "height": rendition.height,
    }
