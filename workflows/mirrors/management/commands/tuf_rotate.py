"""`manage.py tuf_rotate --root-keys DIR`: another online key."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pages.refusals import SaysItself
from workflows.mirrors.proof import begin

WHAT_NOW = """\
Everything is signed with the new key, and the old one is removed. Both count until
root {version} is published. When every mirror owes nothing (`manage.py deliver`):
  manage.py tuf_import {folder}
Then take the root keys away again."""
AT_ONCE = "The old key counts no more. Take the root keys away again."


class Command(BaseCommand):
    help = "Replace the online key, with two of the three root keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--root-keys", required=True, type=Path, metavar="DIR")
        parser.add_argument(
            "--at-once", action="store_true", help="the old key was stolen"
        )

    def handle(self, *_: Any, root_keys: Path, **options: Any) -> None:
        try:
            version = begin.rotate(root_keys, at_once=options["at_once"])
        except (SaysItself, OSError) as error:
            raise CommandError(str(error)) from error
        left = WHAT_NOW.format(version=version, folder=root_keys)
        self.stdout.write(left if version else AT_ONCE)
