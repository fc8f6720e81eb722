"""One soak: build, make trouble, let it settle, judge, report."""

import hashlib
import io
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from django.core.management import call_command

from bench.soak import addresses, judge, stories, trouble, watch, workers
from cms.running.screen import say, step
from workflows.mirrors.models import DueFile, DueLook, Mirror, Sighting
from workflows.press.models import PublishedFile

SETTLING = 300.0  # seconds that everything may take after the last trouble
AUDIT = 60.0  # seconds: how often everything is looked at
RATE = 2.0  # changes a second
AGAIN = 5.0  # seconds in which a file that leaves the tree leaves every mirror
MOST = 20  # lines of a kind in the report


def run(seconds: float, home: Path, running: ExitStack) -> int:
    """Make trouble for so many seconds and judge; return the exit code."""
    with step("Starting twenty mirrors"):
        call_command("tuf_init", root_keys=home / "keys", stdout=io.StringIO())
        found = addresses.start(home, running)
        started = workers.start(home)
        for worker in started:
            running.callback(worker.stop)
    newsroom = stories.Newsroom(RATE)
    for story in range(stories.STORIES):
        newsroom.publish(story)
    with step("First copies"):
        if not _until_quiet(SETTLING):
            sys.exit(
                "They were not carried and seen in time: see the logs in its home."
            )
    readers = [watch.Reader(one) for one in found]
    trouble_maker = trouble.Trouble(started, found)
    for thread in (*readers, newsroom, trouble_maker):
        thread.start()
    with step(f"{seconds / 60:.0f} minutes of trouble"):
        time.sleep(seconds)
    newsroom.over.set()
    newsroom.join()
    trouble_maker.heal()
    with step("Letting it settle"):
        quiet = _until_quiet(SETTLING)
        time.sleep(AUDIT + 15)  # one more look at everything
        quiet = _until_quiet(SETTLING) and quiet
    for reader in readers:
        reader.over.set()
        reader.join()
    seen = [one for reader in readers for one in reader.seen]
    verdict = judge.judge(
        seen, list(_confirmed(newsroom)), _fences(), ended=time.time()
    )
    wrong = [line for one in found for line in _lasting(one)]
    faults = verdict.faults(audit=2 * AUDIT)
    _report(
        seconds,
        _what_happened(newsroom, trouble_maker),
        _what_was_seen(verdict),
        [f"beyond what the fence allows: {len(faults)}", *faults[:MOST]],
        [f"wrong in the end: {len(wrong)} files", *wrong[:MOST]],
        [] if quiet else ["it never became quiet"],
    )
    return 1 if wrong or faults or not quiet else 0


def _until_quiet(seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while DueFile.objects.exists() or DueLook.objects.exists():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True


def _confirmed(newsroom: stories.Newsroom) -> Iterator[judge.Killed]:

    stories = {number: story for story, number in newsroom.kills}
    for one in Sighting.objects.select_related("mirror"):
        if story := stories.get(one.edition):
            yield judge.Killed(one.mirror.name, story, one.edition, one.at.timestamp())


def _fences() -> dict[str, str]:
    return dict(Mirror.objects.values_list("name", "fence"))


def _lasting(address: addresses.Address) -> list[str]:
    """Return what is wrong twice: older metadata leaves while we look, ten minutes later."""
    first = set(_differences(address))
    if not first:
        return []
    time.sleep(AGAIN)
    return sorted(first & set(_differences(address)))


def _differences(address: addresses.Address) -> Iterator[str]:
    """Yield every file that a mirror does not serve as the tree has it, killed ones too."""
    for path, digest in stories.standing().items():
        status, body = watch.get(address, quote(path.removesuffix("index.html")))
        if status != 200 or hashlib.sha256(body).hexdigest() != digest:
            yield f"{address.name}: {path} is not as it should be ({status})"
    gone = PublishedFile.objects.filter(gone=True).values_list("path", flat=True)
    for path in gone:
        if watch.get(address, quote(path.removesuffix("index.html")))[0] == 200:
            yield f"{address.name}: {path} is still there"


def _report(seconds: float, *parts: Iterable[str]) -> None:
    say(f"\n{datetime.now(UTC):%Y-%m-%d}, {seconds / 60:.0f} minutes, 20 mirrors\n")
    for line in chain(*parts):
        say(f"- {line}")


def _what_happened(
    newsroom: stories.Newsroom, trouble_maker: trouble.Trouble
) -> Iterator[str]:
    for name, counts in (("changes", newsroom.done), ("troubles", trouble_maker.made)):
        said = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
        yield f"{name}: {said}"


def _what_was_seen(verdict: judge.Verdict) -> Iterator[str]:
    yield f"answers read: {verdict.answers:,}"
    for fence, cases in sorted(verdict.older.items()):
        longest = max(taken for _, _, taken in cases)
        yield f"older after newer, fence {fence}: {len(cases)}, longest {longest:.1f} s"
    yield f"killed and seen after it was confirmed gone: {len(verdict.came_back)}"
