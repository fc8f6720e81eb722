"""Somebody who publishes, corrects, kills and restores, and remembers the truth."""

import hashlib
import random
import time
from collections import Counter
from threading import Event, Thread

from django.db import OperationalError, connection, connections

from bench.mirrors import rows
from workflows.press.editions import newest_number
from workflows.press.models import PublishedFile

STORIES = 120
EDITION = "edition {} of story {}"


def address(story: int) -> str:
    return f"/news/story-{story}/"


class Newsroom(Thread):
    """Changes stories at random, `rate` times a second, until it is told to stop.

    killed: story → edition of the kill that holds; a story that came back is not in it.
    """

    def __init__(self, rate: float) -> None:
        super().__init__(daemon=True)
        self.rate, self.over = rate, Event()
        self.killed: dict[int, int] = {}
        self.kills: list[tuple[int, int]] = []
        self.done: Counter[str] = Counter()
        self.random = random.Random(7)

    def run(self) -> None:
        while not self.over.wait(self.random.expovariate(self.rate)):
            try:
                self._change()
            except OperationalError:
                connections.close_all()
                time.sleep(0.5)
        connection.close()

    def publish(self, story: int) -> None:
        """Publish a story, its JSON, a front and a feed, at the next edition."""
        number = newest_number() + 1
        text = EDITION.format(number, story)
        page = f"<!doctype html><p>{text}</p>".encode() * 40
        files = {
            f"{address(story)}index.html": (page, rows.HTML),
            f"/api/v2/pages/{story}/index.json": (f'"{text}"'.encode(), rows.JSON),
            "/index.html": (page, rows.HTML),
            "/feeds/rss.xml": (page, "application/rss+xml; charset=utf-8"),
        }
        if story % 4 == 0:
            data = self.random.randbytes(3000)
            files[_picture(data)] = (data, "image/jpeg")
        rows.publish(files)
        self.killed.pop(story, None)
        self.done["published"] += 1

    def _change(self) -> None:
        story = self.random.randrange(STORIES)
        if story in self.killed or self.random.random() < 0.8:
            self.publish(story)
            return
        paths = [f"{address(story)}index.html", f"/api/v2/pages/{story}/index.json"]
        number = rows.remove(paths)
        self.killed[story] = number
        self.kills.append((story, number))
        self.done["killed"] += 1


def _picture(data: bytes) -> str:
    return f"/media/{hashlib.sha256(data).hexdigest()}.jpg"


def standing() -> dict[str, str]:
    """Return path → digest of everything that must be on each mirror."""
    return dict(PublishedFile.objects.standing().values_list("path", "digest"))
