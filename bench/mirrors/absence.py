"""A drill: one of two mirrors is off while stories change and are killed; then it returns."""

import hashlib
import random
import shutil
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.mirrors import rows
from bench.mirrors.carrying import finish, folder, timed
from tests.workflows.mirrors.looks import make_ready
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror
from workflows.press.models import PublishedFile

EVERY = 20  # changes between two deliveries to the mirror that is on
TRIES = 10  # deliveries to the one that is off, all of them in vain
FRONTS = {"/index.html": rows.HTML, "/feeds/rss.xml": rows.RSS}

State = dict[Path, tuple[int, int]]


@dataclass
class Onlooker:
    """Looks at a mirror's folder after each file, until the first one is written.

    first: what the first change removed or wrote.
    removed: what was taken away before anything was written.
    """

    root: Path
    first: list[str] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    has_written: bool = False

    def __post_init__(self) -> None:
        self.before = self._state()

    def look(self) -> None:
        if self.has_written:
            return
        now = self._state()
        gone = {str(path) for path in self.before.keys() - now.keys()}
        written = {str(path) for path in now if now[path] != self.before.get(path)}
        self.has_written, self.before = bool(written), now
        self.first = self.first or sorted(
            [f"removed {path}" for path in gone] + [f"wrote {path}" for path in written]
        )
        if not written:
            self.removed |= gone

    def _state(self) -> State:
        """Path → inode and time of writing: a rename in place changes both."""
        found = {path: (self.root / path).stat() for path in _files(self.root)}
        return {path: (one.st_ino, one.st_mtime_ns) for path, one in found.items()}


@dataclass(frozen=True)
class Return:
    """How the mirror came back.

    failures: deliveries in a row that found its disk gone.
    standing: files of killed stories that it still had then, compressed forms too.
    different: files that are not, in the end, as on the mirror that was on all along.
    """

    failures: int
    owed: int
    standing: set[str]
    onlooker: Onlooker
    seconds: float
    compared: int
    different: list[str]

    def faults(self) -> list[str]:
        """Return a sentence for everything that is not as it must be; none is well."""
        left = self.standing - self.onlooker.removed
        said = {
            "It was never found to be off.": not self.failures,
            "It had no killed story, so the drill shows nothing.": not self.standing,
            f"Its first change was no takedown: {self.onlooker.first}.": not all(
                one.startswith("removed ") for one in self.onlooker.first or ["none"]
            ),
            f"Something was written before these went: {sorted(left)[:5]}.": left,
            f"Different in the end: {self.different[:5]}.": self.different,
        }
        return [sentence for sentence, is_so in said.items() if is_so]


class Newsroom:
    """Publishes, changes and kills stories, in an order that is the same in every run."""

    def __init__(self) -> None:
        self.random = random.Random(5)
        self.texts = 0
        self.count = 0
        self.standing: dict[int, list[str]] = {}
        self.killed: list[str] = []

    def change(self) -> None:
        """Publish something: one in ten is a new story."""
        is_new = not self.standing or self.random.random() < 0.1
        self.publish(None if is_new else self.random.choice(list(self.standing)))

    def publish(self, story: int | None = None) -> None:
        """Publish a story, a new one if None, with the front and the feed that list it."""
        if story is None:
            self.count += 1
            story = self.count
        page = self._text(story)
        data = self.random.randbytes(2000)
        picture = f"/media/{hashlib.sha256(data).hexdigest()}.jpg"
        files = {
            f"/news/story-{story}/index.html": (page, rows.HTML),
            f"/api/v2/pages/{story}/index.json": (b'"%b"' % page, rows.JSON),
            picture: (data, "image/jpeg"),
        }
        if known := self.standing.get(story):
            del files[picture]
        self.standing[story] = known or list(files)
        rows.publish(files | self._fronts())

    def kill(self) -> None:
        """Kill a story, and take it from what lists it."""
        paths = self.standing.pop(self.random.choice(list(self.standing)))
        rows.remove(paths)
        self.killed += paths
        rows.publish(self._fronts(), urgent=True)

    def _fronts(self) -> dict[str, tuple[bytes, str]]:
        return {
            path: (self._text(0), media_type) for path, media_type in FRONTS.items()
        }

    def _text(self, story: int) -> bytes:
        self.texts += 1
        return f"<p>Story {story}, text {self.texts}.</p>".encode() * 20


def drill(home: Path, *, changes: int, kills: int) -> Return:
    """Have a mirror miss so many changes and kills, in mixed order, and come back."""
    on, off = (folder(name, home / name) for name in ("on", "off"))
    newsroom = Newsroom()
    for _ in range(2 * kills):
        newsroom.publish()
    finish(on)
    finish(off)
    root = home / "off"
    away = shutil.move(root, home / "away")
    root.write_text("The disk is gone.")
    _go_on(newsroom, on, off, changes=changes, kills=kills)
    off.refresh_from_db()
    failures = off.failures
    root.unlink()
    shutil.move(away, root)
    make_ready()
    onlooker, owed = Onlooker(root), off.due.count()
    standing = _standing(root, newsroom.killed)
    seconds = timed(partial(deliver, off.pk, seconds=3600, after_each=onlooker.look))
    finish(on)
    paths, different = _compare(home / "on", root)
    return Return(failures, owed, standing, onlooker, seconds, paths, different)


def _go_on(
    newsroom: Newsroom, on: Mirror, off: Mirror, *, changes: int, kills: int
) -> None:
    events = [newsroom.change] * changes + [newsroom.kill] * kills
    newsroom.random.shuffle(events)
    try_every = max(1, len(events) // TRIES)
    for number, event in enumerate(events):
        event()
        if number % EVERY == 0:
            finish(on)
        if number % try_every == 0:
            make_ready()
            deliver(off.pk)


def _standing(root: Path, killed: list[str]) -> set[str]:
    """Return the pages of killed stories that still lie there; pictures may go after lists."""
    forms = [f"{path}{end}" for path in killed for end in ("", ".gz", ".br")]
    pages = (form[1:] for form in forms if not form.startswith("/media/"))
    return {page for page in pages if (root / page).exists()}


def _compare(left: Path, right: Path) -> tuple[int, list[str]]:
    """Compare byte for byte; the tree must have just these files, too."""
    both = [
        {path: (root / path).read_bytes() for path in _files(root)}
        for root in (left, right)
    ]
    paths = both[0].keys() | both[1].keys()
    different = [str(path) for path in paths if both[0].get(path) != both[1].get(path)]
    for path, digest in PublishedFile.objects.standing().values_list("path", "digest"):
        data = both[1].get(Path(path[1:]), b"")
        if hashlib.sha256(data).hexdigest() != digest:
            different.append(path)
    return len(paths), sorted(different)


def _files(root: Path) -> list[Path]:
    found = (path for path in root.rglob("*") if path.is_file())
    relative = (path.relative_to(root) for path in found)
    return [path for path in relative if path.parts[0] != ".masthead"]
