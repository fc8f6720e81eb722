"""`manage.py deliver`: carry what mirrors owe, here and now, without a worker."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror

PAUSE = 0.5  # seconds between looks at a mirror that another worker carries


class Command(BaseCommand):
    help = "Carry what mirrors owe until nothing is ready or the mirror fails."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mirror", metavar="NAME", help="only this one")

    def handle(self, *_: Any, mirror: str | None = None, **__: Any) -> None:
        mirrors = Mirror.objects.carrying()
        if mirror:
            mirrors = mirrors.filter(name=mirror)
            _refuse_unknown(mirror, found=mirrors.exists())
        still_owed = 0
        for one in mirrors:
            _carry(one)
            one.refresh_from_db()
            owed = one.due.count()
            still_owed += owed
            self.stdout.write(_line(one, owed))
        if still_owed:
            sys.exit(1)


def _refuse_unknown(name: str, *, found: bool) -> None:
    if not found:
        names = ", ".join(Mirror.objects.carrying().values_list("name", flat=True))
        raise CommandError(
            f"No mirror {name!r} is carried. These are: {names or '(none)'}."
        )


def _carry(mirror: Mirror) -> None:
    """Deliver until nothing is ready; wait for a worker that is at it already."""
    owed = mirror.due.count()
    with tqdm(
        total=owed, desc=mirror.name, unit="file", disable=None, leave=False
    ) as bar:
        while _is_carried(mirror):
            delivery = deliver(mirror.pk, after_each=bar.update)
            if not mirror.due.all().ready().exists():
                return
            if delivery is None:
                time.sleep(PAUSE)


def _is_carried(mirror: Mirror) -> bool:
    """Whether the mirror is carried at all and its breaker is closed."""
    return Mirror.objects.carrying().working().filter(pk=mirror.pk).exists()


def _line(mirror: Mirror, owed: int) -> str:
    state = mirror.get_state_display().lower()
    trouble = mirror.last_error or _first_error(mirror)
    files = "1 file" if owed == 1 else f"{owed} files"
    owes = f"owes {files}: {trouble}" if owed else "owes nothing"
    return f"{mirror.name}: {state}, at edition {mirror.edition}, {owes}"


def _first_error(mirror: Mirror) -> str:
    failed = mirror.due.exclude(last_error="").order_by("-urgent", "-edition").first()
    return (
        f"{failed.path}: {failed.last_error}" if failed else "they wait for their time"
    )
