"""`manage.py import_stories FILE…`: stories from the wire, in ninjs 3.1."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import structlog
from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    OutputWrapper,
)
from tqdm import tqdm

from pages.ninjs.files import Entry, entries
from pages.ninjs.problems import Problem
from workflows.review.importing.desk import (
    SERVICE_USER,
    Desk,
    DeskIncomplete,
    open_desk,
)
from workflows.review.importing.outcome import Outcome, Result
from workflows.review.importing.stories import import_item

log = structlog.get_logger("masthead.import")


class Command(BaseCommand):
    help = (
        "Import ninjs 3.1 items: JSON (one item or a list) or JSON Lines; - is standard "
        "input. Stories become drafts, or with --publish they are approved by the named "
        "editor. A broken item is reported and the rest go on; exit code 1 says that "
        "there was one. Addresses in the items are never fetched."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--publish", action="store_true", help="submit and approve; needs --editor"
        )
        parser.add_argument("--editor", default="", metavar="NAME", help="who approves")
        parser.add_argument(
            "--user",
            default=SERVICE_USER,
            metavar="NAME",
            help=f"who files (default: the service user {SERVICE_USER})",
        )
        parser.add_argument(
            "--section",
            default="",
            metavar="PATH",
            help="where every story goes, e.g. news/world (default: where it says)",
        )
        parser.add_argument(
            "--pictures",
            type=Path,
            metavar="DIR",
            help="folder with the pictures' files",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check each item, change nothing"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if options["publish"] != bool(options["editor"]):
            raise CommandError("--publish and --editor NAME belong together.")
        desk = _desk(options)
        counts: Counter[str] = Counter()
        with tqdm(
            total=_bytes_of(options["files"]), unit="B", unit_scale=True, disable=None
        ) as bar:
            for entry in _entries_of(options["files"]):
                result = _import(entry, desk)
                counts[result.outcome] += 1
                counts["published"] += result.published
                self._report(entry, result)
                bar.update(entry.size)
        self._summarize(counts, rehearsal=desk.dry_run)
        if counts[Outcome.FAILED]:
            sys.exit(1)

    def _report(self, entry: Entry, result: Result) -> None:
        for problem in result.problems:
            line = f"{entry.place} {problem.below(entry.root)}"
            self._write(self.style.ERROR(line), self.stderr)
        for note in result.notes:
            self._write(f"{entry.place} {entry.root}: {note}", self.stdout)

    def _write(self, line: str, stream: OutputWrapper) -> None:
        with tqdm.external_write_mode():  # takes the bar away while we write
            stream.write(line)

    def _summarize(self, counts: Counter[str], *, rehearsal: bool) -> None:
        order = [
            "imported",
            "updated",
            "published",
            "unchanged",
            "older",
            "killed",
            "failed",
        ]
        line = ", ".join(f"{name} {counts[name]}" for name in order)
        self.stdout.write(f"{'dry run: ' if rehearsal else ''}{line}")


def _desk(options: dict[str, Any]) -> Desk:
    try:
        return open_desk(
            filer=options["user"],
            section=options["section"],
            approver=options["editor"],
            pictures=options["pictures"],
            dry_run=options["dry_run"],
        )
    except DeskIncomplete as error:
        raise CommandError(str(error)) from error


def _import(entry: Entry, desk: Desk) -> Result:
    if entry.problem:
        return Result(Outcome.FAILED, problems=(entry.problem,))
    try:
        return import_item(entry.item, desk=desk)
    except Exception as error:  # one item's surprise must not stop the wire
        log.error("import_failed", place=entry.place, path=entry.root, exc_info=error)
        what = f"{type(error).__name__}: {str(error)[:200]}"
        problem = Problem("$", f"was not imported because of an error of ours: {what}")
        return Result(Outcome.FAILED, problems=(problem,))


def _entries_of(files: list[str]) -> Iterator[Entry]:
    for name in files:
        try:
            with _opened(name) as file:
                yield from entries(file, "stdin" if name == "-" else Path(name).name)
        except OSError as error:
            message = f"cannot be read: {error.strerror}."
            yield Entry(name, problem=Problem("$", message))


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as file:
        yield file


def _bytes_of(files: list[str]) -> int | None:
    """Return how much there is to read, unless standard input is part of it."""
    if "-" in files:
        return None
    return sum(Path(name).stat().st_size for name in files if Path(name).is_file())
