"""`manage.py tuf_root DIR`: the next root, on a machine without network and database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pages.refusals import SaysItself
from workflows.mirrors.proof import ceremony


class Command(BaseCommand):
    help = (
        "Sign the next root and targets, good for another year, with the root keys in a"
        " folder that also holds the newest N.root.json and N.targets.json."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--replace-missing",
            action="store_true",
            help="make a new key for each root key that is not in the folder",
        )

    def handle(self, *_: Any, folder: Path, **options: Any) -> None:
        try:
            version = ceremony.renew(folder, replace_missing=options["replace_missing"])
        except SaysItself as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Root {version} is in {folder}. Carry its *.json files, without the keys, to"
            " the newsroom, and publish them there: manage.py tuf_import DIR"
        )
