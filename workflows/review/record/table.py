"""The record as CSV, for spreadsheets and for the file that goes to the lawyer."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from workflows.review.record.events import Event

COLUMNS = (
    "at", "what", "who", "comment", "hour", "headline", "content_hash", "edition", "digest",
)  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV Injection").
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"  # spreadsheets read the file as UTF-8 with it, and as Latin-1 without


def as_csv(events: Iterable[Event]) -> bytes:
    """Return one row per event, RFC 4180, UTF-8 with a byte order mark; times in UTC."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for event in events:
        writer.writerow(_row(event))
    return f"{BOM}{text.getvalue()}".encode()


def _row(event: Event) -> list[str]:
    return [_plain(getattr(event, column)) for column in COLUMNS]


def _plain(value: object) -> str:
    """Return a cell that no spreadsheet runs: an apostrophe makes it text."""
    if isinstance(value, datetime):
        return value.isoformat()
    cell = "" if value is None else str(value)
    return f"'{cell}" if cell.startswith(FORMULA) else cell
