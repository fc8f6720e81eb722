"""Readers: each asks one address for one story after another, and keeps the answers."""

import random
import re
import time
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread

from bench.soak.addresses import Address
from bench.soak.judge import Seen
from bench.soak.stories import STORIES, address

SAID = re.compile(rb"edition (\d+) of story (\d+)")
PAUSE = 0.15  # seconds between two questions of one reader


class Reader(Thread):
    """Reads one mirror until it is told to stop; `seen` grows."""

    def __init__(self, of: Address) -> None:
        super().__init__(daemon=True)
        self.of, self.over = of, Event()
        self.seen: list[Seen] = []
        self.random = random.Random(of.name)

    def run(self) -> None:
        while not self.over.wait(PAUSE):
            self.look(self.random.randrange(STORIES))

    def look(self, story: int) -> None:
        asked = time.time()
        try:
            status, body = get(self.of, address(story))
        except (OSError, HTTPException):
            return
        if status in {200, 404, 410}:
            edition = edition_of(body, story) if status == 200 else None
            self.seen.append(Seen(self.of.name, story, edition, asked, time.time()))


def get(of: Address, path: str) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", of.port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def edition_of(body: bytes, story: int) -> int:
    """Return which edition of a story this is; -1 if it is none."""
    found = SAID.search(body)
    return int(found[1]) if found and int(found[2]) == story else -1
