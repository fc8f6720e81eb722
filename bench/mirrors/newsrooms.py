"""A small newsroom and a large one, each a database and a home.

Both have the same newest stories, which went the whole road. The large one is a copy of
the small one, grown by older stories.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from cms.running.screen import step
from cms.services import services

# Models are read once Django is set up, which a module's own imports come too early for.
SET_UP = "import django; django.setup(); from bench.mirrors.{} import main; main()"


@dataclass(frozen=True)
class Newsroom:
    """Where one is kept; `stories` is how many it has."""

    stories: int
    home: Path

    @property
    def database(self) -> str:
        return f"masthead_bench_{self.stories}"

    @property
    def environment(self) -> dict[str, str]:
        """What each of its processes is told."""
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{self.database}")
        own = {"DATABASE_URL": urlunsplit(url), "MASTHEAD_HOME": str(self.home)}
        return os.environ | own

    def command(self, module: str, *told: str) -> list[str]:
        """Return what runs the `main` of a module of `bench.mirrors` in this newsroom."""
        return [sys.executable, "-c", SET_UP.format(module), *told]

    def fill(self, verb: str, number: int) -> None:
        argv = self.command("filling", verb, str(number))
        subprocess.run(argv, env=self.environment, check=True)


def small(home: Path, stories: int) -> Newsroom:
    """Make a newsroom whose stories all went the whole road."""
    newsroom = Newsroom(stories, home / f"newsroom-{stories}")
    newsroom.home.mkdir()
    _create(newsroom.database)
    with step(f"A newsroom of {stories:,} stories"):
        migrate = services(newsroom.environment)["migrate"]
        subprocess.run(
            migrate, env=newsroom.environment, check=True, capture_output=True
        )
        newsroom.fill("load", stories)
    return newsroom


def large(like: Newsroom, stories: int) -> Newsroom:
    """Make a newsroom with the same newest stories, and older ones up to so many."""
    newsroom = Newsroom(stories, like.home.with_name(f"newsroom-{stories}"))
    with step(f"Another, grown to {stories:,}"):
        shutil.copytree(like.home, newsroom.home)
        _create(newsroom.database, like.database)
        newsroom.fill("grow", stories // like.stories - 1)
    return newsroom


def drop(newsroom: Newsroom) -> None:
    with _outside() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {newsroom.database} WITH (FORCE)")
    shutil.rmtree(newsroom.home)


def _create(name: str, template: str = "template1") -> None:
    with _outside() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


def _outside() -> psycopg.Connection:
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres")
    return psycopg.connect(urlunsplit(url), autocommit=True)
