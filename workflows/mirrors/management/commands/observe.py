"""`manage.py observe`: look at everything that mirrors show, here and now."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from workflows.mirrors.management.named import named
from workflows.mirrors.models import Mirror
from workflows.mirrors.observing.audit import everything
from workflows.press.models import PublishedFile

PART = 2.0  # seconds between two steps of the progress bar


class Command(BaseCommand):
    help = (
        "Look at everything that mirrors show at their public addresses. What differs is "
        "owed again. Exit code 1 if something differed or an address did not answer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mirror", metavar="NAME", help="only this one")

    def handle(self, *_: Any, mirror: str | None = None, **__: Any) -> None:
        bad = False
        for one in named(mirror).carrying():
            files, wrong, error = _look(one)
            bad = bad or bool(wrong or error)
            self.stdout.write(
                f"{one}: {files} files, {len(wrong)} wrong. {error}".strip()
            )
            for path in wrong:
                self.stdout.write(f"  {path}")
        if bad:
            sys.exit(1)


def _look(mirror: Mirror) -> tuple[int, list[str], str]:
    """Look at the whole tree from its beginning, in parts; return what was found."""
    rows = Mirror.objects.filter(pk=mirror.pk)
    rows.update(proving=False, proving_path="", look_after=None)
    files, wrong = 0, []
    total = PublishedFile.objects.count()
    with tqdm(
        total=total, desc=mirror.name, unit="file", disable=None, leave=False
    ) as bar:
        while True:
            seen = everything(rows.get(), seconds=PART)
            if seen is not None:
                files += seen.files
                wrong += seen.paths
                bar.update(seen.files)
            if not rows.filter(proving=True).exists() or (seen and seen.error):
                return files, wrong, seen.error if seen else ""
