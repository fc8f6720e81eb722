"""The pictures an item brings along, and whether a file is one."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from PIL import Image, UnidentifiedImageError

from pages.ninjs.problems import Problem
from pages.ninjs.text import cut, one_line, without_markup
from pages.ninjs.versions import moment

_KINDS = {"picture", "graphic"}
_SMALL = {"thumbnail", "small", "preview", "square"}
_SUFFIXES = {
    "JPEG": "jpg",
    "PNG": "png",
    "GIF": "gif",
    "WEBP": "webp",
    "AVIF": "avif",
}  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A picture association. `files` are the names its file may have, best first."""

    path: str
    name: str
    uri: str
    rel: str
    files: tuple[str, ...]
    title: str
    caption: str
    alt: str
    credit: str
    rights_holder: str
    usage_terms: str
    license_expires_at: datetime | None

    def problems(self) -> Iterator[Problem]:
        """Yield what a picture must say before it can be stored."""
        if not self.credit:
            fix = "is missing. A picture needs a credit: add by or copyrightHolder."
            yield Problem(f"{self.path}.by", fix)
        if not self.alt:
            fix = "says nowhere what the picture shows. Add one with role alt."
            yield Problem(f"{self.path}.descriptions", fix)
        for field, text, limit in (
            ("by", self.credit, 160),
            ("copyrightHolder", self.rights_holder, 160),
            ("usageTerms", self.usage_terms, 250),
        ):
            if len(text) > limit:
                fix = f"has {len(text)} characters; the limit is {limit}. Shorten it."
                yield Problem(f"{self.path}.{field}", fix)

    def is_called(self, source: str) -> bool:
        """Say whether an `<img src>`, or a name in our own blocks, means this picture."""
        return source in {self.name, self.uri} or file_name(source) in self.files


def read(item: dict[str, Any]) -> tuple[Picture, ...]:
    """Return the item's pictures, the lead first, else in its own order.

    The lead is the association with `lead` as its name or rel, else the first.
    """
    found = [
        _picture(association, f"$.associations[{number}]", item)
        for number, association in enumerate(item.get("associations", []))
        if association.get("type") in _KINDS and association.get("renditions")
    ]
    return tuple(
        sorted(found, key=lambda p: "lead" not in (p.name.lower(), p.rel.lower()))
    )


def _picture(given: dict[str, Any], path: str, story: dict[str, Any]) -> Picture:
    texts = _by_role(given.get("descriptions", []))
    headlines = [h["value"] for h in given.get("headlines", []) if h["value"].strip()]
    headline = one_line(headlines[0]) if headlines else ""
    caption = texts.get("caption") or next(
        (text for role, text in texts.items() if role != "alt"), ""
    )
    alt = texts.get("alt") or caption or headline
    return Picture(
        path=path,
        name=given["name"],
        uri=given["uri"],
        rel=given.get("rel", ""),
        files=tuple(_file_names(given["renditions"])),
        title=cut(headline or caption or given["name"], 255),
        caption=caption,
        alt=cut(alt, 250),
        credit=_credit(given),
        rights_holder=one_line(given.get("copyrightHolder", "")),
        usage_terms=_terms(given) or _terms(story),
        license_expires_at=moment(given.get("expires", "")),
    )


def _by_role(descriptions: list[dict[str, str]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for given in descriptions:
        text = without_markup(given["value"], given.get("contentType"))
        if text:
            texts.setdefault(given.get("role", ""), text)
    return texts


def _credit(given: dict[str, Any]) -> str:
    """Return e.g. "Ann Lee / Northern Wire": who made it, and whose it is."""
    sources = [source.get("name", "") for source in given.get("infoSources", [])]
    holder = given.get("copyrightHolder") or next(filter(None, sources), "")
    parts = [one_line(part) for part in (given.get("by", ""), holder) if part.strip()]
    return " / ".join(dict.fromkeys(parts))


def _terms(given: dict[str, Any]) -> str:
    rights = given.get("rightsInfo", {})
    return one_line(given.get("usageTerms", "") or rights.get("linkedRights", ""))


def _file_names(renditions: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the file names to look for, the largest rendition's first."""
    ranked = sorted(
        renditions, key=lambda r: (r["name"].lower() in _SMALL, -r.get("width", 0))
    )
    for rendition in ranked:
        for name in (
            file_name(rendition.get("href", "")),
            file_name(rendition["name"]),
        ):
            if name:
                yield name


def file_name(address: str) -> str:
    """Return the last step of an address's path, or "" if it is no plain file name."""
    name = PurePosixPath(unquote(urlsplit(address).path)).name
    return "" if name in {"", ".", ".."} or "/" in name or "\\" in name else name


def suffix_of(data: bytes, *, max_pixels: int) -> str:
    """Return the file suffix that fits the picture in `data`, e.g. `jpg`.

    It is decoded to its last line: a torn file is found here, not by a reader.

    Raises:
        ValueError: it is no picture, or a broken or a too large one; says which.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of a bomb first; our own limit, below, is what counts.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=list(_SUFFIXES)) as picture:
                frames = getattr(picture, "n_frames", 1)
                _check_size(picture.width * picture.height * frames, max_pixels)
                picture.load()
                return _SUFFIXES[str(picture.format)]
    except UnidentifiedImageError as error:
        raise ValueError("is not a JPEG, PNG, GIF, WebP or AVIF picture.") from error
    except Image.DecompressionBombError as error:
        raise _too_large(max_pixels) from error
    except (OSError, SyntaxError, EOFError, IndexError) as error:
        raise ValueError("is damaged: it cannot be decoded to its end.") from error


def _check_size(pixels: int, max_pixels: int) -> None:
    if pixels > max_pixels:
        raise _too_large(max_pixels)


def _too_large(max_pixels: int) -> ValueError:
    return ValueError(
        f"has more than {max_pixels:,} pixels, the limit. Send a smaller one."
    )
