"""Filters of the reader's pages: language, time, addresses, pictures, bylines."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby, zip_longest
from typing import Any
from urllib.parse import quote, urlsplit

from django import template
from django.utils import formats, timezone, translation
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Languages and scripts written from right to left (Unicode CLDR, characterOrder).
RTL_LANGUAGES = {
    "ar",
    "arc",
    "ckb",
    "dv",
    "fa",
    "he",
    "ks",
    "ps",
    "sd",
    "ug",
    "ur",
    "yi",
}
RTL_SCRIPTS = {"arab", "hebr", "nkoo", "syrc", "thaa"}
OPENING_PARAGRAPH = re.compile(r"\s*<p(?:\s[^>]*)?>")
NUMBER = re.compile(r"[-+\u2212]?[^\w\s]?\d[\d.,\u00a0\u202f ]*\s?(?:%|\w{1,3})?")

BYLINE_LABELS = {
    "reporting": "By",
    "writing": "Written by",
    "photography": "Photographs",
    "data": "Data",
    "editing": "Edited by",
    "agency": "With",
}

# Not the labels of the admin: a page must not depend on the language of who takes it down.
EVENT_LABELS = {
    "correction": "Correction",
    "clarification": "Clarification",
    "editors_note": "Editor's note",
    "published": "Published",
    "updated": "Updated",
    "withdrawn": "Withdrawn",
    "restored": "Published again",
}


@register.filter
def direction(language: str) -> str:
    """Return `rtl` or `ltr` for a BCP 47 tag; a script subtag decides over the language."""
    subtags = language.lower().replace("_", "-").split("-")
    script = next((tag for tag in subtags[1:] if len(tag) == 4), None)
    is_rtl = script in RTL_SCRIPTS if script else subtags[0] in RTL_LANGUAGES
    return "rtl" if is_rtl else "ltr"


@register.simple_tag
def spoken(language: str, around: str) -> SafeString:
    """Return `lang` and `dir` attributes for words in another language than around them."""
    if language == around:
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', language, direction(language))


@register.filter
def moment(at: str, language: str) -> str:
    """Return an ISO 8601 time as a reader of `language` writes it, in the newsroom's zone."""
    local = timezone.localtime(
        datetime.fromisoformat(at), timezone.get_default_timezone()
    )
    with translation.override(language):
        # The hour must not part from its zone at the end of a line.
        written = formats.date_format(local, "DATETIME_FORMAT")
    return f"{written}\u00a0{local.tzname()}"


@register.filter
def was_updated(meta: Mapping[str, Any]) -> bool:
    """Say whether readers would see two different times, to the minute."""
    first, last = meta["first_published_at"], meta["last_published_at"]
    return bool(first and last and first[:16] != last[:16])


@register.filter
def block_template(block_type: str) -> str:
    """Return the template of a body block; a block is its own file, never another path.

    Raises:
        ValueError: the type is not a plain word.
    """
    if not block_type.isidentifier():
        message = f"{block_type!r} is not a block type: name it with a plain word."
        raise ValueError(message)
    return f"blocks/{block_type}.html"


@register.filter
def run_in(paragraphs: str, dateline: str) -> SafeString:
    """Put the dateline in front of the first words of clean HTML."""
    if not dateline:
        return mark_safe(paragraphs)  # noqa: S308 — cleaned with nh3 when pressed
    words = format_html('<span class="dateline">{} —</span> ', dateline)
    opening = OPENING_PARAGRAPH.match(paragraphs)
    if opening is None:
        return format_html("<p>{}</p>{}", words, mark_safe(paragraphs))  # noqa: S308 — cleaned when pressed
    start = opening.end()
    return mark_safe(paragraphs[:start] + words + paragraphs[start:])  # noqa: S308 — cleaned when pressed; the words are escaped


@register.filter
def first_paragraph(body: list[Mapping[str, Any]]) -> int:
    """Return the position, counted from 1, of the first paragraph block; 0 if there is none."""
    kinds = [block["type"] for block in body]
    return kinds.index("paragraph") + 1 if "paragraph" in kinds else 0


@register.filter
def source_sets(picture: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return one {type, srcset} per file type of a picture, in the order they came."""
    return [
        {
            "type": kind,
            "srcset": ", ".join(f"{one['src']} {one['width']}w" for one in sizes),
        }
        for kind, sizes in groupby(picture["sources"], key=lambda one: one["type"])
    ]


@register.filter
def credit_line(picture: Mapping[str, Any]) -> str:
    """Return `Photographer / Agency`, each once."""
    return " / ".join(
        dict.fromkeys(filter(None, (picture["credit"], picture["agency"])))
    )


@register.filter
def by_role(bylines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return bylines as [{label, people}], roles in the order they first appear."""
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for byline in bylines:
        label = BYLINE_LABELS.get(byline["role"], byline["role"].capitalize())
        grouped.setdefault(label, []).append(byline)
    return [{"label": label, "people": people} for label, people in grouped.items()]


@register.filter
def event_label(kind: str) -> str:
    """Return what readers call a note, or an event of a story's history."""
    return EVENT_LABELS[kind]


@register.filter
def is_number(cell: str) -> bool:
    """Say whether a table's cell reads as a quantity, e.g. `1,204`, `€ 30`, `4.5 %`, `12 km`."""
    return NUMBER.fullmatch(cell.strip()) is not None


@register.filter
def head_cells(table: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """Return (text, whether it stands over nothing but numbers) per cell of the head."""
    columns = zip_longest(*table["rows"], fillvalue="")
    return [
        (cell, all(map(is_number, filter(None, column))))
        for cell, column in zip_longest(table["head"], columns, fillvalue="")
    ]


@register.filter
def web_address(url: str | None) -> str:
    """Return an http(s) or root-relative address; anything else (`javascript:`) is ''."""
    return url if url and url.startswith(("https://", "http://", "/")) else ""


@register.filter
def host(url: str) -> str:
    """Return the part of an address that a reader types, e.g. `courier.example:8102`."""
    return urlsplit(url).netloc


@register.filter
def at_path(address: str, path: str) -> str:
    """Return a page's place at another address of the site."""
    return address.rstrip("/") + path


@register.simple_tag
def share_links(headline: str, address: str) -> list[dict[str, str]]:
    """Return [{name, url}]: plain links that carry the headline and the canonical address."""
    title, url = quote(headline, safe=""), quote(address, safe="")
    return [
        {"name": "E-mail", "url": f"mailto:?subject={title}&body={url}"},
        {"name": "WhatsApp", "url": f"https://wa.me/?text={title}%20{url}"},
        {"name": "Telegram", "url": f"https://t.me/share/url?url={url}&text={title}"},
        {
            "name": "Bluesky",
            "url": f"https://bsky.app/intent/compose?text={title}%20{url}",
        },
        {
            "name": "Facebook",
            "url": f"https://www.facebook.com/sharer/sharer.php?u={url}",
        },
    ]


@register.filter
def listed(names: Iterable[str]) -> SafeString:
    """Return names as a sentence would: `A`, `A and B`, `A, B and C`, each isolated for bidi."""
    safe = [f"<bdi>{conditional_escape(name)}</bdi>" for name in names]
    head, last = safe[:-1], safe[-1:]
    return mark_safe(" and ".join(filter(None, [", ".join(head), *last])))  # noqa: S308 — every name is escaped above
