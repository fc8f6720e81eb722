"""XML as bytes: elements without what XML 1.0 forbids."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

# Everything outside Char (XML 1.0, section 2.2).
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, tag: str, text: object = "", **attributes: object) -> Element:
    """Add a child; an attribute whose value is None is left out."""
    given = {n: legal(v) for n, v in attributes.items() if v is not None}
    child = SubElement(parent, tag, given)
    child.text = legal(text) or None
    return child


def legal(text: object) -> str:
    """Return the text without characters that no XML 1.0 document may hold."""
    return ILLEGAL.sub("", str(text))


def to_bytes(root: Element) -> bytes:
    """Return the document as UTF-8 bytes; equal trees give equal bytes."""
    indent(root, space="")
    return tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
