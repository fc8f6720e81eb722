"""An agency's HTML as blocks: cleaned first, then cut where our blocks begin."""

from collections.abc import Iterator
from html import escape
from typing import Any

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from pages.ninjs.text import words_of

Block = dict[str, Any]  # {"type": …, "value": …}, as a StreamField stores it

_INLINE = {"b", "strong", "i", "em", "a", "br", "sup", "sub"}
_LISTS = {"ul", "ol", "li"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_CONTAINERS = {"body", "main", "article", "section", "div"}
_TABLE = {"table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption"}
_OTHER = {"p", "blockquote", "cite", "footer", "figure", "figcaption", "img"}
_TAGS = _INLINE | _LISTS | _HEADINGS | _CONTAINERS | _TABLE | _OTHER
_ATTRIBUTES = {"a": {"href"}, "blockquote": {"cite"}, "img": {"src", "alt"}}
_RENAMED = {"strong": "b", "em": "i"}
LONGEST_HEADING = 160


def blocks(html: str) -> list[Block]:
    """Return `html` as paragraph, heading, quote, table and image blocks.

    Scripts, styles and event handlers are gone; text outside any element is kept. An
    image block's value is `{"src", "alt", "caption"}`: which picture that is, the
    caller finds out. Neighboring paragraphs and lists are one paragraph block.

    Raises:
        RecursionError: the elements are nested hundreds deep.
    """
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return _joined(_inside(BeautifulSoup(clean, "html.parser")))


def _inside(parent: Tag) -> Iterator[Block]:
    """Yield the blocks of a container; loose text and inline tags make paragraphs."""
    loose: list[str] = []
    for child in parent.children:
        if isinstance(child, NavigableString):
            loose.append(escape(str(child), quote=False))
        elif isinstance(child, Tag) and child.name in _INLINE:
            loose.append(str(child))
        elif isinstance(child, Tag):
            yield from _paragraph("".join(loose))
            loose.clear()
            yield from _block(child)
    yield from _paragraph("".join(loose))


def _block(tag: Tag) -> Iterator[Block]:
    if tag.name in _HEADINGS:
        yield from _heading(tag)
    elif tag.name in {"ul", "ol"}:
        yield from _list(tag)
    elif tag.name in {"blockquote", "figure"}:
        yield from _quote(tag)
    elif tag.name == "table":
        yield from _table(tag)
    elif tag.name == "img":
        yield _image(tag)
    elif tag.name == "p":
        yield from _pictures_in(tag)
        yield from _paragraph(tag.decode_contents())
    else:
        yield from _inside(tag)


def _paragraph(inner: str) -> Iterator[Block]:
    html = rich_text(inner, tags=_INLINE)
    if words_of(html):
        yield {"type": "paragraph", "value": f"<p>{html.strip()}</p>"}


def _heading(tag: Tag) -> Iterator[Block]:
    text = words_of(str(tag))
    if len(text) > LONGEST_HEADING:
        yield from _paragraph(f"<b>{escape(text, quote=False)}</b>")
    elif text:
        yield {"type": "heading", "value": text}


def _list(tag: Tag) -> Iterator[Block]:
    yield from _pictures_in(tag)
    if words_of(str(tag)):
        yield {"type": "paragraph", "value": rich_text(str(tag), tags=_INLINE | _LISTS)}


def _quote(tag: Tag) -> Iterator[Block]:
    """Yield a quote where a speaker is named; words without one stay paragraphs."""
    yield from _pictures_in(tag)
    quoted = tag if tag.name == "blockquote" else tag.find("blockquote")
    named = tag.find(["cite", "footer", "figcaption"]) if quoted else None
    if not (
        isinstance(quoted, Tag) and isinstance(named, Tag) and words_of(str(named))
    ):
        yield from _inside(tag)
        return
    speaker, _, role = words_of(str(named)).lstrip("\u2014\u2013- ").partition(",")
    named.extract()
    value = {
        "text": words_of(str(quoted)),
        "speaker": speaker.strip(),
        "speaker_role": role.strip(),
    }
    source = str(quoted.get("cite") or "")
    yield {"type": "quote", "value": {**value, "source_url": source}}


def _pictures_in(tag: Tag) -> Iterator[Block]:
    """Take the pictures out of `tag`, with the caption of their figure."""
    pictures = tag.find_all("img")
    caption = tag.find("figcaption") if pictures and tag.name == "figure" else None
    text = words_of(str(caption)) if caption and not tag.find("blockquote") else ""
    if caption and text:
        caption.extract()
    for picture in pictures:
        picture.extract()
        yield _image(picture, caption=text)


def _image(tag: Tag, *, caption: str = "") -> Block:
    source, alt = str(tag.get("src") or ""), str(tag.get("alt") or "")
    return {"type": "image", "value": {"src": source, "alt": alt, "caption": caption}}


def _table(tag: Tag) -> Iterator[Block]:
    rows = tag.find_all("tr")
    cells = [
        [words_of(str(cell)) for cell in row.find_all(["td", "th"])] for row in rows
    ]
    cells = [row for row in cells if row]
    if not cells:
        return
    width = max(len(row) for row in cells)
    has_head = bool(rows[0].find("th")) and not rows[0].find("td")
    caption = tag.find("caption")
    yield {
        "type": "table",
        "value": table(
            [row + [""] * (width - len(row)) for row in cells],
            caption=words_of(str(caption)) if caption else "",
            head=has_head,
        ),
    }


def table(
    rows: list[list[str]], *, caption: str = "", head: bool, first_column: bool = False
) -> dict[str, Any]:
    """Return a table block's value; `head`: the first row names the columns."""
    choice = {
        (True, True): "both",
        (True, False): "row",
        (False, True): "column",
        (False, False): "neither",
    }[head, first_column]
    return {
        "data": rows,
        "table_caption": caption,
        "table_header_choice": choice,
        "first_row_is_table_header": head,
        "first_col_is_header": first_column,
        "cell": [],
        "mergeCells": [],
    }


def rich_text(html: str, *, tags: set[str] = _INLINE | _LISTS | {"p"}) -> str:
    """Return `html` with nothing but what the editor itself would have written."""
    kept = nh3.clean(
        html,
        tags=tags,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    soup = BeautifulSoup(kept, "html.parser")
    for tag in soup.find_all(list(_RENAMED)):
        tag.name = _RENAMED[tag.name]
    return " ".join(soup.decode(formatter="minimal").split())


def _joined(found: Iterator[Block]) -> list[Block]:
    """Make one block of neighboring paragraphs: an editor works on text, not on lines."""
    joined: list[Block] = []
    for block in found:
        before = joined[-1]["type"] if joined else ""
        if block["type"] == before == "paragraph":
            joined[-1]["value"] += block["value"]
        else:
            joined.append(block)
    return joined
