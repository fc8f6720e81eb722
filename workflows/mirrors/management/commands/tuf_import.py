"""`manage.py tuf_import DIR`: publish roots and targets that a ceremony signed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pages.refusals import SaysItself
from workflows.mirrors.proof import chain


class Command(BaseCommand):
    help = (
        "Check that a folder's roots follow from the published one, and publish them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *_: Any, folder: Path, **options: Any) -> None:
        try:
            version = chain.publish(folder)
        except SaysItself as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Root {version} is published; mirrors get it by themselves.")
