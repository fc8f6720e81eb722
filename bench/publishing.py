"""From an editor's approval until every address has the new text."""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection

from bench.archive import Cast
from bench.services import HOST, Ports
from pages.models import ArticlePage
from workflows.review import verbs

LOOK = 0.005  # seconds between two looks
PATIENCE = 60.0  # seconds


@dataclass
class Address:
    """Where a story can be read, over one connection that stays open."""

    port: int
    path: str
    body: bytes = b""
    connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection(HOST, self.port, timeout=10)

    def has(self, text: bytes) -> bool:
        self.connection.request("GET", self.path)
        self.body = self.connection.getresponse().read()
        return text in self.body


@dataclass(frozen=True)
class Publication:
    """Seconds after the editor pressed approve."""

    approved: float  # the call came back
    api: float
    mirrors: float  # the later of the two

    @property
    def everywhere(self) -> float:
        return max(self.api, self.mirrors)


def publish(stories: Sequence[int], ports: Ports, cast: Cast) -> Iterator[Publication]:
    """Publish a change to each story, one after another, and wait for each."""
    for number, pk in enumerate(stories):
        text = f"Changed in publication {number}."
        page = submitted(pk, text, cast)
        addresses = [
            Address(ports.masthead, f"/api/v2/pages/{pk}/"),
            Address(ports.primary, f"/api/v2/pages/{pk}/index.json"),
            Address(ports.second, f"/api/v2/pages/{pk}/index.json"),
        ]
        yield _publication(page, text.encode(), addresses, cast)


def submitted(pk: int, text: str, cast: Cast) -> ArticlePage:
    """Return the story in review, with `text` as its new dek."""
    page = ArticlePage.objects.get(pk=pk)
    newest = page.get_latest_revision_as_object()
    newest.dek = text
    newest.save_revision(user=cast.reporter)
    page = ArticlePage.objects.get(pk=pk)
    verbs.submit(page, user=cast.reporter)
    return page


def _publication(
    page: ArticlePage, text: bytes, addresses: list[Address], cast: Cast
) -> Publication:
    begun = time.perf_counter()
    verbs.approve(page, user=cast.editor)
    approved = time.perf_counter() - begun
    seen = _wait(addresses, text, begun)
    if len({address.body for address in addresses}) > 1:
        sys.exit(f"Story {page.pk} is not the same everywhere.")
    return Publication(approved, seen[0], max(seen[1:]))


def _wait(addresses: list[Address], text: bytes, begun: float) -> list[float]:
    """Return, for each address, the seconds from `begun` until it had `text`."""
    seen: dict[int, float] = {}
    while len(seen) < len(addresses):
        for number, address in enumerate(addresses):
            if number not in seen and address.has(text):
                seen[number] = time.perf_counter() - begun
        if time.perf_counter() - begun > PATIENCE:
            sys.exit(f"{len(addresses) - len(seen)} addresses never had the new text.")
        time.sleep(LOOK)
    return [seen[number] for number in range(len(addresses))]
