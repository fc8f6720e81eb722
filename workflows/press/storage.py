"""A folder in which a file is there whole or not at all, whatever happens to its writer."""

import os
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Writes beside, flushes, then renames: what has a digest's name are its bytes.

    Django's own writes in place: after a full disk or a power cut the next try would find
    the name and ask no more. The folder is flushed too, before the database commits that
    the file is there.

    Args:
        durable: False skips the flushes, for who can lose everything: a test.
    """

    def __init__(self, *args: Any, durable: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self._flush = _flush if durable else _leave_it

    def _save(self, name: str, content: Any) -> str:
        aside = Path(self.path(f"{name}.{token_hex(8)}.tmp"))
        try:
            super()._save(str(aside), content)  # type: ignore[misc]  # the stubs leave it out
            self._flush(aside)
            aside.replace(self.path(name))
            self._flush(aside.parent)
        finally:
            aside.unlink(missing_ok=True)
        return name


def _flush(path: Path) -> None:
    """Wait until the disk has a file's bytes, or a folder's names."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _leave_it(_path: Path) -> None:
    """Let the disk have it when it likes."""
