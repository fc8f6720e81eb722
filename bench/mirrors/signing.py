"""What signing adds to one publication, as the archive grows."""

import hashlib
import time
from argparse import Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from bench.mirrors import rows
from bench.mirrors.carrying import timed
from bench.mirrors.counting import Count
from cms.running.screen import say, step
from pages.models import PublishedDocument, Use
from workflows.mirrors.proof import begin, layout, owed
from workflows.mirrors.proof.sign import sign
from workflows.press import editions, store
from workflows.press.models import PublishedFile

FRONTS = {1: "/index.html", 2: "/news/index.html"}  # page id → path
FIRST = 1_000  # page id of the first story
PICTURES = 3  # of each story
AT_ONCE = 2_000  # rows


@dataclass(frozen=True)
class Cost:
    """Of one signing. bytes, packed: of the metadata it wrote, plain and by gzip."""

    cpu: float
    wall: float
    queries: int
    files: int
    bytes: int
    packed: int


def run(asked: Namespace, home: Path) -> None:
    """Publish a change to one story after another, and sign after each."""
    rows.empty()
    _fronts()
    begin.begin(home / "root-keys")
    found: dict[int, tuple[float, list[Cost]]] = {}
    stories = 0
    for size in asked.sizes:
        with step(f"An archive of {size:,} stories"):
            _grow(range(FIRST + stories, FIRST + size))
            stories = size
        with step("Signing all of it"):
            first = timed(_sign_all)
        with step(f"Publishing {asked.publications} changes"):
            pages = range(FIRST, FIRST + asked.publications)
            found[size] = first, [_cost(page) for page in pages]
    rows.empty()
    _report(found, asked.publications)


def _grow(pages: range) -> None:
    """Add stories as rows that a press leaves, but for their words, which nobody signs."""
    now = timezone.now()
    pictures = [(page, _picture(page, n)) for page in pages for n in range(PICTURES)]
    _insert(
        PublishedDocument,
        (
            PublishedDocument(
                page_id=page, edition=1, state="live", type="pages.ArticlePage",
                document="{}", digest=_digest(page), changed_at=now,
                html_path=f"/news/story-{page}/",
            )
            for page in pages
        ),
    )  # fmt: skip
    _insert(
        PublishedFile,
        (
            PublishedFile(
                path=path, digest=_digest(path), size=8000, type=kind, edition=1, page_id=page
            )
            for page in pages
            for path, kind in _paths(page)
        ),
    )  # fmt: skip
    _insert(
        PublishedFile,
        (
            PublishedFile(
                path=path, digest=path[7:71], size=50_000, type="image/jpeg",
                cache="immutable", edition=1,
            )
            for _, path in pictures
        ),
    )  # fmt: skip
    _insert(Use, (Use(page_id=page, ref=f"file:{path}") for page, path in pictures))
    owed.owe_targets(map(layout.story, pages))
    _analyze()


def _fronts() -> None:
    now = timezone.now()
    for page, path in FRONTS.items():
        PublishedDocument.objects.create(
            page_id=page, edition=1, state="live", type="pages.SectionPage",
            document="{}", digest=_digest(page), changed_at=now, html_path=path,
        )  # fmt: skip


def _insert(model: type[Model], made: Iterable[Model]) -> None:
    model.objects.bulk_create(made, batch_size=AT_ONCE)


def _paths(page: int) -> list[tuple[str, str]]:
    html, form = f"/news/story-{page}/index.html", f"/api/v2/pages/{page}/index.json"
    return [(html, rows.HTML), (form, rows.JSON)]


def _picture(page: int, number: int) -> str:
    return f"/media/{_digest((page, number))}.jpg"


def _digest(of: object) -> str:
    return hashlib.sha256(repr(of).encode()).hexdigest()


def _sign_all() -> None:
    """Sign the whole archive; the statistics are fresh afterwards, as autovacuum keeps them."""
    while sign(rest=0):
        pass
    _analyze()


def _cost(page: int) -> Cost:
    """Publish a change to a story, with what lists it; then sign, and count what that costs."""
    text = f"{page} at {time.time_ns()}".encode() * 200
    files = {path: (text, kind) for path, kind in _paths(page)}
    fronts = dict.fromkeys(FRONTS.values(), (text, rows.HTML))
    lists = {
        "/feeds/rss.xml": (text, rows.RSS),
        "/sitemaps/2026-11-1.xml": (text, rows.XML),
    }
    owners = dict.fromkeys(files, page) | {path: key for key, path in FRONTS.items()}
    rows.publish(files | fronts | lists, pages=owners)
    wall, cpu = time.perf_counter(), time.process_time()
    with Count() as queries:
        sign(rest=0)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    written = PublishedFile.objects.standing().filter(
        path__startswith=layout.FOLDER, edition=editions.newest_number()
    )
    sizes = [(one.size, _packed(one)) for one in written]
    plain, packed = (sum(column) for column in zip(*sizes, strict=True))
    return Cost(cpu, wall, queries.number, len(sizes), plain, packed)


def _packed(file: PublishedFile) -> int:
    forms = store.read_compressed(file.digest)
    return len(forms[".gz"]) if ".gz" in forms else file.size


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _report(found: dict[int, tuple[float, list[Cost]]], publications: int) -> None:
    say(f"\nSigning one publication, median of {publications}\n")
    names = ["CPU ms", "CPU ms p95", "ms", "SQL", "files", "KB", "KB packed"]
    say(f"| stories | {' | '.join(names)} | first signing of all, s |")
    say(f"|{' --- |' * (len(names) + 2)}")
    for size, (first, costs) in found.items():
        p95 = quantiles([one.cpu for one in costs], n=20, method="inclusive")[18]
        figures: list[Callable[[Cost], float]] = [
            lambda one: one.cpu * 1000,
            lambda _, p95=p95: p95 * 1000,
            lambda one: one.wall * 1000,
            lambda one: one.queries,
            lambda one: one.files,
            lambda one: one.bytes / 1000,
            lambda one: one.packed / 1000,
        ]
        cells = [f"{median(map(figure, costs)):,.1f}" for figure in figures]
        said = " | ".join(cell.removesuffix(".0") for cell in cells)
        say(f"| {size:,} | {said} | {first:.1f} |")
