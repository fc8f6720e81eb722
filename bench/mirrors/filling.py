"""Fill a newsroom, in a process of its own: with stories, or with copies of those it has."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

from bench import newsroom
from bench.mirrors.carrying import finish
from bench.mirrors.growth import grow
from bench.services import Ports
from workflows.mirrors.models import DueLook, Mirror


def load(count: int) -> None:
    """Have so many stories go the whole road, to two mirrors."""
    newsroom.load(count, _home(), Ports.free(), whole_road=True)
    for mirror in Mirror.objects.all():
        finish(mirror)
    DueLook.objects.all().delete()  # nobody serves these mirrors, so nobody can look
    for command in ("update_index", "rebuild_references_index"):
        argv = [sys.executable, "manage.py", command]
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)


def copy(copies: int) -> None:
    """Give each story so many older copies; the mirrors are this home's own."""
    folders = []
    for mirror in Mirror.objects.all():
        folder = _home() / "mirrors" / mirror.name
        Mirror.objects.filter(pk=mirror.pk).update(storage_url=folder.as_uri())
        folders.append(folder)
    grow(copies, folders)


def main() -> None:
    """Do what the command line names, so often; let the database plan by it."""
    verb, number = sys.argv[1:]
    {"load": load, "grow": copy}[verb](int(number))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _home() -> Path:
    return Path(os.environ["MASTHEAD_HOME"])
