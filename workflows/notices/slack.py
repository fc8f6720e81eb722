"""Slack's own markup of plain text: no database, no request."""

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}  # & first


def text(said: str, url: str) -> str:
    """Return a sentence with a link behind it; nobody in the channel can be called by it."""
    return f"{escape(said)} <{escape(url)}|Masthead>"


def escape(said: str) -> str:
    for character, entity in ESCAPES.items():
        said = said.replace(character, entity)
    return said
