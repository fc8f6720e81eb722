"""`manage.py press`: sweep for changes, then press everything that is owed."""

import math
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from pages import clock
from workflows.press import press, sweep
from workflows.press.models import DuePage


class Command(BaseCommand):
    help = "Find changes without an edition, and press what is owed. Safe at any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--retry", action="store_true", help="Try parked pages now, not later."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = sweep.sweep()
        if options["retry"]:
            DuePage.objects.parked().update(next_at=clock.now())
        count = press.press(seconds=math.inf)
        self.stdout.write(f"{len(found)} changes found, {count} pages pressed.")
        for row in DuePage.objects.parked():
            self.stderr.write(f"Parked: page {row.page_id}: {row.last_error}")
