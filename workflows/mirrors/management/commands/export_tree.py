"""`manage.py export_tree FILE`: the signed tree in one file, for a mirror without a line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pages.refusals import SaysItself
from workflows.mirrors.management.progress import bar
from workflows.mirrors.offline.pack import pack


class Command(BaseCommand):
    help = (
        "Write all that is signed, and every file that changed after an edition, into one"
        " file. Carry it to a mirror without a line, and import_tree it there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--since",
            type=int,
            default=0,
            metavar="N",
            help="the edition that mirror stands at; 0, or nothing, for the whole tree",
        )

    def handle(self, *_: Any, file: Path, since: int, **__: Any) -> None:
        try:
            done = pack(file, since=since, progress=bar)
        except SaysItself as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        self.stdout.write(
            f"{file}: edition {done.since} to {done.edition}, {done.files} files,"
            f" {done.bytes} bytes."
        )
