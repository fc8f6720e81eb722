"""The published tree that is measured: files as the press leaves them, without the stories."""

import json
import random
from collections.abc import Iterator, Mapping

from django.db import transaction

from bench.prose import Prose
from cms.running.screen import step
from pages.models import PublishedDocument, Use
from workflows.mirrors.models import DueFile, DueLook, Mirror, Role, Target
from workflows.mirrors.models.proof import Superseded
from workflows.press import editions, tree
from workflows.press.models import Action, PublishedFile
from workflows.press.tree import TreeChange

HTML, JSON = "text/html; charset=utf-8", "application/json"
XML = "application/xml"
RSS = "application/rss+xml; charset=utf-8"
AT_ONCE = 500  # stories in one edition


def publish(
    files: Mapping[str, tuple[bytes, str]],
    *,
    urgent: bool = False,
    pages: Mapping[str, int] | None = None,
) -> int:
    """Put files into the tree at the next edition, as the press does; return its number.

    Args:
        files: path → bytes and media type.
        urgent: whether they go before everything else.
        pages: path → id of the page whose file it is, where it is one's.
    """
    owners = pages or {}
    with transaction.atomic():
        number = editions.record(action=Action.RESOURCE, ref="bench").number
        tree.lock()
        change = TreeChange(number, urgent=urgent)
        for path, (data, media_type) in files.items():
            change.put(path, data, media_type, page_id=owners.get(path))
        change.announce()
    return number


def remove(paths: list[str]) -> int:
    """Take files away as a takedown does; return the edition."""
    with transaction.atomic():
        number = editions.record(action=Action.KILL, reason="legal").number
        tree.lock()
        change = TreeChange(number, urgent=True)
        change.remove(PublishedFile.objects.filter(path__in=paths))
        change.announce()
    return number


def stories(count: int) -> None:
    """Fill an empty tree with `count` stories: a page of some 8 KB and its JSON each."""
    prose = Prose()
    with step(f"Pressing {count} stories"):
        for first in range(0, count, AT_ONCE):
            numbers = range(first, min(count, first + AT_ONCE))
            publish({path: file for n in numbers for path, file in _story(n, prose)})


def _story(number: int, prose: Prose) -> Iterator[tuple[str, tuple[bytes, str]]]:
    text = [prose.paragraph(prose.places[0]) for _ in range(6)]
    form = {"id": number, "title": f"Story {number}", "body": text, "salt": _salt()}
    page = f"<!doctype html><title>{number}</title>{'<p>'.join(text)}<!--{_salt()}-->"
    yield f"/news/story-{number}/index.html", (page.encode(), HTML)
    yield f"/api/v2/pages/{number}/index.json", (json.dumps(form).encode(), JSON)


def _salt() -> str:
    """Something that does not compress, so that no two stories weigh the same."""
    return random.randbytes(400).hex()


def forget() -> None:
    """Empty the registry and what it owes; the tree stays."""
    for model in (DueFile, DueLook, Mirror):
        model.objects.all().delete()


def empty() -> None:
    """Empty the tree too, and all that is known of it."""
    forget()
    for model in (PublishedFile, PublishedDocument, Use, Target, Role, Superseded):
        model.objects.all().delete()
