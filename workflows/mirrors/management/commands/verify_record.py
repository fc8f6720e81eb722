"""`manage.py verify_record FILE --root root.json`: was this record of a takedown ours?"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows.mirrors.proof.records import RecordForged, read


class Command(BaseCommand):
    help = "Check the signature of a takedown's record and print what it says."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--root", required=True, type=Path, help="root.json from a trusted source"
        )

    def handle(self, *_: Any, file: Path, root: Path, **__: Any) -> None:
        try:
            said = read(file.read_bytes(), root.read_bytes())
        except (RecordForged, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(said, indent=2))
