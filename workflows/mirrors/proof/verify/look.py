"""One look: every manifest, every file that they name, everything that must be gone."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tuf.api.metadata import TargetFile

from workflows.mirrors.observing import addresses
from workflows.mirrors.proof import layout
from workflows.mirrors.proof.verify.places import SUFFIXES, NoAnswer, Place
from workflows.mirrors.proof.verify.words import Finding, Word

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[Iterable[T], int, str], Iterable[T]]

SERVED = (200, 410)  # what is left of a story is served with 410
PACKED = ("identity", *SUFFIXES)
HARMLESS = ("/.masthead/", "/lost+found/")
MEDIA = "/media/"  # never packed


@dataclass(frozen=True)
class File:
    path: str
    digest: str
    length: int
    target: str


@dataclass
class Seen:
    """What a look found.

    files: what the manifests name, by path.
    gone: digest of an address that was taken away → the target that says so.
    gone_paths: path that must not be served → the target that says so.
    types: target → what its page is; empty for lists.
    digests: target → digest of its manifest, as it was read.
    """

    findings: list[Finding] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    gone_paths: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def not_found(self) -> File | None:
        """The page for what is not found, if a manifest that was read names it."""
        return self.files.get(addresses.NOT_FOUND)

    def changed_in(self, targets: Mapping[str, TargetFile]) -> set[str]:
        """Return the targets whose manifest is another by now."""
        return {
            name
            for name, one in targets.items()
            if one.hashes["sha256"] != self.digests.get(name)
        }


def look(
    place: Place,
    targets: Iterable[TargetFile],
    pool: Executor,
    progress: Progress[Any],
    *,
    not_found: File | None = None,
) -> Seen:
    """Read these manifests and everything they name.

    Args:
        place: the address.
        targets: of trusted metadata.
        pool: several files are asked for at once.
        progress: wraps what is gone through; told how many there are, and of what.
        not_found: the page for what is not found, if it is known and another manifest
            names it.
    """
    seen = read_manifests(place, targets, pool, progress)
    seen.findings += check_files(place, seen.files.values(), pool, progress)
    page = seen.not_found or not_found
    absent = pool.map(
        lambda one: must_be_gone(place, page, *one), seen.gone_paths.items()
    )
    seen.findings += filter(None, absent)
    return seen


def read_manifests(
    place: Place, targets: Iterable[TargetFile], pool: Executor, progress: Progress[Any]
) -> Seen:
    """Read these manifests, and nothing yet of what they name. As `look`."""
    seen = Seen()
    listed = list(targets)

    def manifest(target: TargetFile) -> Finding | dict[str, Any]:
        return _manifest(place, target)

    read = pool.map(manifest, listed)
    for target, said in progress(zip(listed, read, strict=True), len(listed), "story"):
        if isinstance(said, Finding):
            seen.findings.append(said)
        else:
            seen.digests[target.path] = target.hashes["sha256"]
            _note(seen, target.path, said)
    return seen


def check_files(
    place: Place, files: Collection[File], pool: Executor, progress: Progress[Any]
) -> list[Finding]:
    """Read these files; return what is wrong with them."""
    checked = pool.map(lambda file: check(place, file), files)
    return [one for found in progress(checked, len(files), "file") for one in found]


def check(place: Place, file: File) -> list[Finding]:
    """Read one file, plain and packed; return what is wrong with it: nothing, or one thing."""
    for form in PACKED if not file.path.startswith(MEDIA) else PACKED[:1]:
        if wrong := _wrong(place, file, form):
            return [wrong]
    return []


def must_be_gone(
    place: Place, not_found: File | None, path: str, target: str
) -> Finding | None:
    """Return a finding if a path is served which must not be."""
    if _is_served(place, path, not_found):
        return Finding(Word.SHOWING, path, "must be gone and is served", target)
    return None


def stray(place: Place, path: str, seen: Seen) -> Finding | None:
    """Return a finding if a path is served that no manifest names."""
    names = (addresses.PAGE, addresses.DATA) if path.endswith("/") else ("",)
    if any(f"{path}{one}" in seen.files for one in names):
        return None
    path += names[0]
    if layout.OURS.fullmatch(path) or not _is_served(place, path, seen.not_found):
        return None
    target = seen.gone.get(layout.address_digest(path))
    if target:
        return Finding(Word.SHOWING, path, "must be gone and is served", target)
    return Finding(Word.TAMPERED, path, "is not ours: no manifest names it")


def strays(place: Place, seen: Seen) -> Iterator[str]:
    """Yield every path that lies there and that no manifest names; packed forms are named."""
    for path in place.paths():
        plain = path
        for suffix in SUFFIXES.values():
            plain = plain.removesuffix(suffix)
        named = plain in seen.files or layout.OURS.fullmatch(plain)
        if not named and not path.startswith(HARMLESS):
            yield path


def _wrong(place: Place, file: File, form: str) -> Finding | None:
    """Return what is wrong with one form of a file, wherever it is looked for."""
    statuses = []
    for address in place.showing(file.path):
        try:
            answer = _ask(place, address, form=form, limit=file.length)
        except NoAnswer as error:
            return Finding(Word.INCOMPLETE, file.path, str(error), file.target)
        if addresses.shows(answer, file.digest):
            return None
        statuses.append(answer.status)
        if answer.status == 200:  # something else, where readers look first
            break
    if not set(statuses).isdisjoint(SERVED):
        why = "is not what was signed" + ("" if form == "identity" else f" ({form})")
        return Finding(Word.TAMPERED, file.path, why, file.target)
    why = f"is answered with {statuses[0]}"
    return Finding(Word.INCOMPLETE, file.path, why, file.target)


def _is_served(place: Place, path: str, not_found: File | None) -> bool:
    """Say whether anything is shown where nothing may be; who does not answer shows nothing."""
    digest, length = (not_found.digest, not_found.length) if not_found else ("", 0)
    for address in place.hiding(path):
        try:
            answer = _ask(place, address, limit=length)
        except NoAnswer:
            continue
        if not addresses.hides([answer], digest):
            return True
    return False


def _ask(
    place: Place, address: str, *, limit: int, form: str = "identity"
) -> addresses.Answer:
    answer = place.get(address, form=form, limit=limit)
    return addresses.Answer(answer.status, hashlib.sha256(answer.data).hexdigest())


def _manifest(place: Place, target: TargetFile) -> Finding | dict[str, Any]:
    digest = target.hashes["sha256"]
    path = layout.target_path(target.path, digest)
    file = File(path, digest, target.length, target.path)
    try:
        answer = place.get(path, limit=target.length)
    except NoAnswer as error:
        return Finding(Word.INCOMPLETE, path, str(error), target.path)
    if answer.status != 200:
        why = f"is answered with {answer.status}"
        return Finding(Word.INCOMPLETE, path, why, target.path)
    if hashlib.sha256(answer.data).hexdigest() != file.digest:
        return Finding(Word.TAMPERED, path, "is not what was signed", target.path)
    said: dict[str, Any] = json.loads(answer.data)
    return said


def _note(seen: Seen, target: str, said: dict[str, Any]) -> None:
    for path, one in said["files"].items():
        seen.files[path] = File(path, one["sha256"], one["length"], target)
    seen.types[target] = said.get("type", "")
    gone = said.get("gone", {})
    seen.gone |= dict.fromkeys(gone.get("addresses", ()), target)
    seen.gone_paths |= dict.fromkeys(gone.get("paths", ()), target)
