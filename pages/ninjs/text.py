"""Plain text: made safe to store, cut to a length, split into paragraphs."""

import re
from html import escape
from textwrap import shorten
from typing import Any

from bs4 import BeautifulSoup

# Neither PostgreSQL's text nor XML can hold these; \t and \n stay.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_INLINE = {
    "a",
    "abbr",
    "b",
    "em",
    "i",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
}
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_INDENTED = re.compile(r"\n(?=[ \t]{2,}\S)")


def tidy(value: Any) -> Any:
    """Return `value` (anything JSON) without characters that cannot be stored."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, list):
        return [tidy(item) for item in value]
    if isinstance(value, dict):
        return {tidy(key): tidy(item) for key, item in value.items()}
    return value


def one_line(text: str) -> str:
    return " ".join(text.split())


def without_markup(text: str, content_type: str | None) -> str:
    """Return one line of plain text, whichever way it was marked up."""
    if is_html(text, content_type):
        return words_of(text)
    return one_line(text)


def words_of(html: str) -> str:
    """Return one line of what a reader would read; only inline tags join words."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(lambda tag: tag.name not in _INLINE):
        tag.insert_before(" ")
        tag.insert_after(" ")
    return one_line(soup.get_text())


def is_html(text: str, content_type: str | None) -> bool:
    """Say whether it is HTML; without a content type, by how it begins."""
    if content_type:
        return "html" in content_type.lower()
    start = text.lstrip()[:40].lower()
    return bool(
        re.match(r"<(!doctype|html|body|article|div|section|p|h[1-6])\b", start)
    )


def cut(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut between words and marked with an ellipsis."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    return (
        shorten(line, limit, placeholder="…") if " " in line[:limit] else line[:limit]
    )


def paragraphs(text: str) -> str:
    """Return plain text as HTML paragraphs.

    Paragraphs end at blank lines; failing those, at indented lines; failing those,
    every line is one.
    """
    text = text.strip("\n")
    for separator in (_BLANK_LINE, _INDENTED):
        if separator.search(text):
            parts = separator.split(text)
            break
    else:
        parts = text.split("\n")
    lines = (one_line(part) for part in parts)
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)
