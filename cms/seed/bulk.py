"""Many stories of about 7 KB through the real publication path, for a benchmark."""

import json
from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogContext
from wagtail.models import Page

from cms.seed.bodies import paragraph, quote
from cms.seed.indexes import indexed_afterwards
from cms.seed.plans import table
from cms.seed.writer import Writer, beat_of
from pages.models import ArticlePage, Author, Byline, NewsImage, SectionPage, Topic
from pages.ninjs.markup import Block
from pages.refusals import SaysItself
from workflows.review.verbs import approve, submit

SPACING = timedelta(minutes=7)  # between one story and the next
PARAGRAPHS = 24


class NoNewsroom(SaysItself, RuntimeError):
    says = _("There is no newsroom to write for. Run `manage.py seed_newsroom` first.")


def stories(count: int, *, seed: str = "bulk") -> Iterator[int]:
    """Yield the page key of each of `count` stories, written, approved and published.

    They are spread over the sections, have bylines, topics, tags and every second one
    a picture; each is one transaction. The same `seed` writes the same texts. The press
    is left to the caller.

    Raises:
        NoNewsroom: the newsroom has not been seeded.
    """
    sections = list(SectionPage.objects.filter(live=True).order_by("path"))
    users = get_user_model().objects.in_bulk(
        ["reporter", "editor"], field_name="username"
    )
    if not sections or len(users) < 2:
        raise NoNewsroom
    stock = _Stock()
    with indexed_afterwards():
        for number in range(count):
            section = sections[number % len(sections)]
            writer = Writer(f"{seed}-{number}", *_beats(section))
            page = _page(number, writer, stock, seed=seed)
            page.owner = users["reporter"]
            yield _publish(page, section.pk, users["reporter"], users["editor"])


class _Stock:
    """What stories refer to, looked up once."""

    def __init__(self) -> None:
        self.authors = list(Author.objects.order_by("pk"))
        self.topics = list(Topic.objects.order_by("pk"))
        self.pictures = list(
            NewsImage.objects.order_by("pk").values_list("pk", flat=True)
        )


def _page(number: int, writer: Writer, stock: _Stock, *, seed: str) -> ArticlePage:
    headline = writer.headline()
    page = ArticlePage(
        title=headline,
        slug=f"{slugify(headline)[:60]}-{slugify(seed)}-{number}",
        dek=writer.paragraph(1),
        kicker=writer.filled("{month} report"),
        dateline="Selden",
        slugline=f"{seed.upper()}-{number}"[:80],
        body=json.dumps(_body(writer)),
        live=False,
        first_published_at=timezone.now() - SPACING * (number + 1),
    )
    if stock.pictures and number % 2 == 0:
        page.lead_picture_id = stock.pictures[number // 2 % len(stock.pictures)]
    if stock.authors:
        page.bylines.set([Byline(author=stock.authors[number % len(stock.authors)])])
    page.topics.set(stock.topics[number % 5 :: 5])
    page.tags.set([writer.filled("{place}").lower(), writer.filled("{month}").lower()])
    return page


def _body(writer: Writer) -> list[Block]:
    texts = writer.paragraphs(PARAGRAPHS)
    third = len(texts) // 3
    items = [writer.filled("{many} at {place}") for _ in range(3)]
    return [
        paragraph(*texts[:third]),
        quote(writer.paragraph(1), writer.filled("{person}")),
        {"type": "heading", "value": writer.filled("What {weekday} changes")},
        paragraph(*texts[third : 2 * third]),
        {"type": "facts", "value": {"title": "At a glance", "items": items}},
        paragraph(*texts[2 * third :]),
    ]


def _beats(section: SectionPage) -> list[str]:
    """Return every beat, the section's own first."""
    every = list(table("sentences")["beats"])
    own = beat_of(section.slug)
    return sorted(every, key=lambda beat: beat != own)


@transaction.atomic
def _publish(
    page: ArticlePage, section_id: int, reporter: object, editor: object
) -> int:
    Page.objects.get(pk=section_id).add_child(instance=page)
    page.save_revision(user=reporter)
    submit(page, user=reporter)
    with LogContext(user=editor):
        approve(page, user=editor)
    Page.objects.filter(pk=page.pk).update(last_published_at=page.first_published_at)
    return int(page.pk)
