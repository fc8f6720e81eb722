"""`manage.py deliver`: carry what mirrors owe, here and now, without a worker."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from workflows.mirrors.deliver import deliver
from workflows.mirrors.management.named import named
from workflows.mirrors.models import Mirror, State

PAUSE = 0.5  # seconds between looks at a mirror that another worker carries
WAY_ON = {
    State.NEW: "sync it in the admin",
    State.PAUSED: "resume it in the admin",
    State.RETIRED: "it serves what it had, so switch its web server off",
}


class Command(BaseCommand):
    help = "Carry what mirrors owe until nothing is ready or the mirror fails."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mirror", metavar="NAME", help="only this one")

    def handle(self, *_: Any, mirror: str | None = None, **__: Any) -> None:
        still_owed = 0
        for one in named(mirror):
            if one.is_carried:
                _carry(one)
                one.refresh_from_db()
            still_owed += one.due.count()
            self.stdout.write(_line(one) if one.is_carried else _skipped(one))
        if still_owed:
            sys.exit(1)


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


def _line(mirror: Mirror) -> str:
    owed = mirror.due.count()
    trouble = mirror.last_error or _first_error(mirror)
    owes = f"owes {_files(owed)}: {trouble}" if owed else "owes nothing"
    state = mirror.get_state_display().lower()
    return f"{mirror.name}: {state}, at edition {mirror.edition}, {owes}"


def _skipped(mirror: Mirror) -> str:
    state = State(mirror.state)
    said = f"{mirror.name}: skipped, it is {state.label.lower()}: {WAY_ON[state]}"
    if not mirror.is_asked:
        return said
    owed, urgent = mirror.due.count(), mirror.due.filter(urgent=True).count()
    owes = f"owes {_files(owed)}, {urgent} of them urgent" if owed else "owes nothing"
    return f"{said}; {owes}"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _first_error(mirror: Mirror) -> str:
    failed = mirror.due.exclude(last_error="").order_by("-urgent", "-edition").first()
    return (
        f"{failed.path}: {failed.last_error}" if failed else "they wait for their time"
    )
