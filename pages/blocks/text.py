"""The words of a body, for counting and searching."""

from wagtail.blocks import StreamValue


def plain_text(body: StreamValue) -> str:
    """Return every word a reader would read in `body`, without markup."""
    return " ".join(body.stream_block.get_searchable_content(body))
