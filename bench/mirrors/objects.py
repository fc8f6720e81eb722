"""A first copy of the whole tree into an object store, beside a bare loop of the same puts."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

import obstore
from obstore.store import S3Store

from bench.mirrors import rows
from bench.mirrors.carrying import finish, synced, timed
from cms.running.screen import say, step
from tests.workflows.mirrors.drivers.servers import KEYS, ObjectStore, seaweedfs
from workflows.press import store as published
from workflows.press.models import PublishedFile

AIM = 1.5  # times the bare loop
BARE = "bare"  # the other bucket


def run(asked: Namespace, home: Path) -> None:
    """Copy the same tree in turns, and say how the times compare."""
    rows.empty()
    rows.stories(asked.stories)
    sides: dict[str, list[float]] = {"Masthead": [], "bare obstore loop": []}
    files = list(PublishedFile.objects.standing().values_list("path", "digest"))
    (home / "weed").mkdir(exist_ok=True)
    with seaweedfs(home / "weed") as server:
        for number in range(asked.rounds):
            with step(f"Round {number + 1} of {asked.rounds}"):
                prefix = f"round-{number}"
                turns = [
                    ("Masthead", partial(_deliver, server, prefix)),
                    ("bare obstore loop", partial(_loop, server, prefix, files)),
                ]
                for name, turn in turns[:: -1 if number % 2 else 1]:
                    sides[name].append(turn())
                _check(server, prefix, len(files))
            rows.forget()
    _report(sides, asked.stories, len(files))


def _deliver(server: ObjectStore, prefix: str) -> float:
    mirror = synced("objects", server.url(prefix), KEYS)
    return timed(partial(finish, mirror))


def _loop(server: ObjectStore, prefix: str, files: Sequence[tuple[str, str]]) -> float:
    """Put the same bytes one after another, as a delivery does; no condition, no answer kept."""
    client = server.client(prefix, bucket=BARE)

    def put_all() -> None:
        for path, digest in files:
            obstore.put(client, path[1:], published.read(digest), use_multipart=False)

    return timed(put_all)


def _check(server: ObjectStore, prefix: str, files: int) -> None:
    ours = _digests(server.client(prefix))
    bare = _digests(server.client(prefix, bucket=BARE))
    if ours != bare or len(ours) != files:
        sys.exit(f"The two buckets differ: {len(ours)} and {len(bare)} of {files}.")


def _digests(client: S3Store) -> dict[str, str | None]:
    """Key → ETag, which is the MD5 of what lies there; our own marks left out."""
    return {
        one["path"]: one["e_tag"]
        for part in obstore.list(client, chunk_size=1000)
        for one in part
        if not one["path"].startswith(".masthead")
    }


def _report(sides: dict[str, list[float]], stories: int, files: int) -> None:
    say(f"\nFirst sync of {stories} stories, {files} objects, one after another\n")
    say("| by | seconds | objects/s | × bare loop | aim |")
    say("| --- | --- | --- | --- | --- |")
    bare = sides["bare obstore loop"]
    for name, times in sides.items():
        ratio = median(a / b for a, b in zip(times, bare, strict=True))
        aim = f"≤ {AIM}" if name == "Masthead" else ""
        took = median(times)
        say(f"| {name} | {took:.1f} | {files / took:,.0f} | {ratio:.2f} | {aim} |")
