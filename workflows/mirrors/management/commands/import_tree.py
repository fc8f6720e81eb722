"""`manage.py import_tree FILE FOLDER --root root.json`: a mirror that is fed by a stick."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pages.refusals import SaysItself
from workflows.mirrors.management.progress import bar
from workflows.mirrors.offline.unpack import Unpacked, unpack

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Check a bundle that export_tree wrote, from the root on, and bring a folder to its"
        " edition. What does not hold is refused, and nothing is changed. Needs no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("folder", type=Path, help="what the web server serves")
        parser.add_argument(
            "--root", required=True, type=Path, help="root.json from a trusted source"
        )
        parser.add_argument(
            "--expired",
            action="store_true",
            help="take a bundle that was signed more than seven days ago",
        )

    def handle(
        self, *_: Any, file: Path, folder: Path, root: Path, expired: bool, **__: Any
    ) -> None:
        try:
            done = unpack(
                file, folder, root.read_bytes(), expired=expired, progress=bar
            )
        except SaysItself as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"{error.filename or file}: {error.strerror}."
            ) from error
        self.stdout.write(
            f"{folder}: edition {done.stood} to {done.stands}, {done.files} files,"
            f" {done.removed} removed."
        )
        self._warn(done)

    def _warn(self, done: Unpacked) -> None:
        if done.expires_at <= datetime.now(UTC):
            self.stderr.write(
                f"Its head expired at {done.expires_at:%Y-%m-%d %H:%M} UTC: whoever checks"
                " this mirror is told so. Fetch a newer bundle when you can."
            )
        for path in done.left[:SHOWN]:
            self.stderr.write(f"{path} is not ours, and was left.")
        if len(done.left) > SHOWN:
            self.stderr.write(f"And {len(done.left) - SHOWN} more.")
