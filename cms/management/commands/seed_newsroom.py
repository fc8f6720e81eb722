"""`manage.py seed_newsroom`: the demo newsroom, an invented paper in an invented port."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from cms.seed import newsroom


class Command(BaseCommand):
    help = (
        "Make the demo newsroom: sections, people, pictures, sixty stories in every "
        "state, and two mirrors. Repeating it adds only what is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="do nothing if a newsroom is there"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if options["once"] and newsroom.is_complete():
            self.stdout.write("A newsroom is there already.")
            return
        with tqdm(total=newsroom.steps(), disable=None, file=sys.stderr) as bar:

            def progress(name: str) -> None:
                bar.set_postfix_str(name[:40])
                bar.update()

            try:
                newsroom.seed(progress=progress)
            except newsroom.OtherNewsroom as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"{settings.NEWSROOM_NAME} is seeded.")
