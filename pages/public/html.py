"""Rich text as readers get it: cleaned when pressed, links resolved or dropped.

Cleaning at entry is not enough: what is stored may have come in by import, by shell
or under an older rule.
"""

from collections.abc import Callable

import nh3
from bs4 import BeautifulSoup, Tag

TAGS = {"p", "br", "b", "strong", "i", "em", "a", "ul", "ol", "li", "sup", "sub", "blockquote", "cite", "code"}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}

# (linktype, id) → root-relative address, or None when the public may not see it.
LookUp = Callable[[str, int], str | None]


def clean(source: str, look_up: LookUp) -> str:
    """Return `source` (Wagtail's database HTML) as safe HTML with root-relative links.

    A link to a page that is not public becomes plain text: its slug tells what is in
    preparation.
    """
    soup = BeautifulSoup(source, "html.parser")
    for anchor in soup.find_all("a"):
        href = _address(anchor, look_up)
        if href is None:
            anchor.unwrap()
        else:
            anchor.attrs = {"href": href}
    return nh3.clean(
        str(soup),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        attribute_filter=_drop_foreign_hosts,
        link_rel=None,
    )


def _address(anchor: Tag, look_up: LookUp) -> str | None:
    kind, key = str(anchor.get("linktype", "")), str(anchor.get("id", ""))
    if kind and key.isdigit():
        return look_up(kind, int(key))
    href = anchor.get("href")
    return str(href) if href else None


def _drop_foreign_hosts(_: str, attribute: str, value: str) -> str | None:
    """Drop what looks root-relative and is not: two slashes, of either kind."""
    collapsed = value.replace("\\", "/").lstrip()
    return None if attribute == "href" and collapsed.startswith("//") else value
