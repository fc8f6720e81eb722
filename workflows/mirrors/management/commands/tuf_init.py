"""`manage.py tuf_init --root-keys DIR`: keys, and the first root and targets."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pages.refusals import SaysItself
from workflows.mirrors.proof import begin

WHAT_NOW = """\
The three root keys are in {folder}. Two of them sign every later root.
Take them away from this machine now, each to another person, and keep
1.root.json: who has it can verify every address with `manage.py verify_mirror`.
The online key is {key}. Keep a copy of it where secrets are kept."""


class Command(BaseCommand):
    help = (
        "Make three root keys, the online key, and publish the first root and targets."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--root-keys", required=True, type=Path, metavar="DIR")

    def handle(self, *_: Any, root_keys: Path, **options: Any) -> None:
        try:
            begin.begin(root_keys)
        except (SaysItself, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(WHAT_NOW.format(folder=root_keys, key=settings.SIGNING_KEY))
