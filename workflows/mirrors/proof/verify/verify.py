"""Verify an address: look, look again at what differs, and say one word."""

import random
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from tuf.api.metadata import TargetFile

from workflows.mirrors.proof.verify import known
from workflows.mirrors.proof.verify.look import (
    File,
    Progress,
    Seen,
    look,
    read_manifests,
    stray,
    strays,
)
from workflows.mirrors.proof.verify.places import Place
from workflows.mirrors.proof.verify.trusted import Trusted, Untrusted, head, trust
from workflows.mirrors.proof.verify.words import Finding, Verdict, Word

TRIES, WAIT = 4, 2.0  # a publication may be going on: seconds from look to look
FINAL = {Word.EXPIRED, Word.ROLLED_BACK}  # a second look would say the same
AT_ONCE = 8


def _silently(things: Iterable[Any], _count: int, _unit: str) -> Iterable[Any]:
    return things


@dataclass
class Question:
    """What is asked of an address.

    place: the address.
    root: a root of the newsroom's, from a source that is trusted.
    state: keeps what this look saw, for the next one; None keeps nothing.
    sample: how many live stories are looked at; None is all. What must be gone always is.
    edition: the address must be at this one at least.
    beside: an address that it must not be behind.
    paths: more addresses: are they the newsroom's?
    """

    place: Place
    root: bytes
    state: Path | None = None
    sample: int | None = None
    edition: int = 0
    beside: Place | None = None
    paths: list[str] = field(default_factory=list)
    at_once: int = AT_ONCE
    wait: float = WAIT
    progress: Progress[Any] = _silently


def verify(question: Question) -> Verdict:
    """Look at an address and say what it serves."""
    with ExitStack() as opened:
        folder = question.state or Path(
            opened.enter_context(tempfile.TemporaryDirectory())
        )
        pool = opened.enter_context(ThreadPoolExecutor(question.at_once))
        return _Look(question, folder, pool).verdict()


@dataclass
class _Look:
    question: Question
    folder: Path
    pool: Executor
    verdict_: Verdict = field(default_factory=Verdict)

    def verdict(self) -> Verdict:
        said = self.verdict_
        trusted = self._trust(TRIES)
        if trusted is None:
            return said
        before = known.read(self.folder)
        seen = self._look(trusted, self._chosen(trusted))
        self._ask_for_more(seen, before)
        for _ in range(TRIES - 1):
            if not seen.findings or (trusted := self._again(seen, before)) is None:
                break
        said.findings += seen.findings
        said.files = len(seen.files)
        if trusted is not None:
            self._compare(trusted)
        addresses = {path: file.target for path, file in seen.files.items()}
        known.write(self.folder, before | addresses)
        return said

    def _trust(self, tries: int) -> Trusted | None:
        """Return the metadata; without any that holds, note why not."""
        question = self.question
        try:
            trusted = trust(
                question.place, question.root, self.folder / "metadata", self.pool
            )
        except Untrusted as error:
            if tries > 1 and error.finding.word not in FINAL:
                time.sleep(question.wait)
                return self._trust(tries - 1)
            self.verdict_.findings.append(error.finding)
            return None
        self.verdict_.edition = trusted.edition
        self.verdict_.signed_until = trusted.signed_until
        self.verdict_.stories = len(trusted.targets)
        return trusted

    def _look(
        self, trusted: Trusted, names: Iterable[str], not_found: File | None = None
    ) -> Seen:
        question = self.question
        targets = [trusted.targets[name] for name in names]
        return look(
            question.place, targets, self.pool, question.progress, not_found=not_found
        )

    def _chosen(self, trusted: Trusted) -> list[str]:
        live = [name for name, one in trusted.targets.items() if _is_live(one)]
        size = self.question.sample
        if size is not None and size < len(live):
            live = random.sample(live, size)
        gone = [name for name, one in trusted.targets.items() if not _is_live(one)]
        return sorted([*live, *gone])

    def _ask_for_more(self, seen: Seen, before: dict[str, str]) -> None:
        """Ask for addresses that no manifest names: those given, those of former looks."""
        question = self.question
        if question.sample is not None:
            return
        asked = [*question.paths, *(before.keys() - seen.files.keys())]
        found = self.pool.map(lambda path: stray(question.place, path, seen), asked)
        seen.findings += filter(None, found)
        seen.findings += [
            Finding(Word.TAMPERED, path, "is not ours: no manifest names it")
            for path in strays(question.place, seen)
        ]

    def _again(self, seen: Seen, before: dict[str, str]) -> Trusted | None:
        """Look once more, with fresh metadata, at what differs: it may just have changed."""
        time.sleep(self.question.wait)
        trusted = self._trust(1)
        if trusted is None:
            return None
        differing = {one.target for one in seen.findings} & trusted.targets.keys()
        changed = seen.changed_in(trusted.targets)
        if self.question.sample is not None:
            changed &= seen.digests.keys()
        differing |= changed | self._not_found_in(trusted, seen)
        seen.files = {
            path: file
            for path, file in seen.files.items()
            if file.target not in differing
        }
        fresh = self._look(trusted, differing, seen.not_found)
        seen.files |= fresh.files
        seen.digests |= fresh.digests
        seen.gone |= fresh.gone
        seen.findings = fresh.findings
        self._ask_for_more(seen, before)
        return trusted

    def _not_found_in(self, trusted: Trusted, seen: Seen) -> set[str]:
        """Return the target that names the page for what is not found, if that matters.

        A host may show that page with 200 where nothing is, and it may be none of a sample.
        """
        if seen.not_found or all(one.word != Word.SHOWING for one in seen.findings):
            return set()
        question = self.question
        unread = (
            one
            for one in sorted(trusted.targets.values(), key=_oldest_first)
            if _is_live(one) and one.path not in seen.digests
        )
        while some := list(islice(unread, question.at_once)):
            read = read_manifests(question.place, some, self.pool, _silently)
            if read.not_found:
                return {read.not_found.target}
        return set()

    def _compare(self, trusted: Trusted) -> None:
        wanted = self.question.edition
        if self.question.beside:
            wanted = max(wanted, self._edition_beside(self.question.beside))
        if trusted.edition < wanted:
            why = f"at edition {trusted.edition}, and {wanted} is out"
            self.verdict_.findings.append(Finding(Word.BEHIND, "", why))

    def _edition_beside(self, place: Place) -> int:
        """Return the other's edition; one that cannot be trusted says nothing."""
        with tempfile.TemporaryDirectory() as folder:
            try:
                said = head(place, self.question.root, Path(folder) / "metadata")
            except Untrusted:
                return 0
        return int(said.unrecognized_fields.get("edition", 0))


def _oldest_first(target: TargetFile) -> tuple[int, str]:
    """Sort by the page's number: the home page is older than its stories."""
    return len(target.path), target.path


def _is_live(target: TargetFile) -> bool:
    return bool((target.custom or {}).get("state") == "live")
