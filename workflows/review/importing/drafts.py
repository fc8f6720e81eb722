"""An item's content on a story page."""

import json
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Comment, Page

from pages.models import ArticlePage, Author, Byline, NewsImage, SectionPage, Topic
from pages.models.article import Urgency
from pages.models.byline import Role
from pages.ninjs.item import Story
from pages.ninjs.markup import Block
from pages.ninjs.people import Credited
from pages.ninjs.pictures import Picture
from pages.ninjs.text import cut

LONGEST_SLUG = 80

Taken = dict[Picture, NewsImage]


def fill(page: ArticlePage, story: Story, *, taken: Taken, filer: Any) -> None:
    """Write everything `story` says into `page`, in place of what it said before.

    `taken` are its pictures that have a file, the lead first. Saves nothing but new
    topics; the page's slug and section stay as they are.
    """
    page.title = story.headline
    page.dek = story.dek
    page.slugline = story.slugline
    page.dateline = story.dateline
    page.language = story.language or settings.LANGUAGE_CODE
    page.urgency = story.urgency or Urgency.NORMAL
    page.source_uri, page.source_version = story.uri, story.version
    page.go_live_at = _hour(story)
    page.lead_picture = next(iter(taken.values()), None)
    page.body = json.dumps([*_placed(story, taken), *_unplaced(story, taken)])
    page.bylines.set([_byline(person) for person in story.credited])
    page.topics.set([_topic(code, name) for code, name in story.topics.items()])
    for text in story.notes:
        note(page, text, user=filer)


def note(page: ArticlePage, text: str, *, user: Any) -> None:
    """Leave a comment for the desk on the headline, unless it is there already."""
    comments = page.wagtail_admin_comments
    if not any(comment.text == text for comment in comments.all()):
        comments.add(Comment(user=user, text=text, contentpath="title"))


def free_slug(story: Story, section: SectionPage) -> str:
    """Return the story's own slug, or its headline's, with a number if it is taken."""
    headline = slugify(story.headline)[: LONGEST_SLUG + 1].rpartition("-")
    short = headline[0] if len(slugify(story.headline)) > LONGEST_SLUG else ""
    base = story.slug or short or slugify(story.headline)[:LONGEST_SLUG] or "story"
    slug, number = base, 1
    while not Page._slug_is_available(slug, section):  # noqa: SLF001 — Wagtail's own rule
        number += 1
        slug = f"{base}-{number}"
    return slug


def left_out(story: Story, taken: Taken) -> list[str]:
    """Return one sentence for each picture that came without a file."""
    return [
        f"picture “{cut(picture.name, 60)}” was left out: no file was given for it"
        for picture in story.pictures
        if picture not in taken
    ]


def _hour(story: Story) -> Any:
    """Return when the embargo ends, if it still lies ahead."""
    hour = story.embargoed_until
    return hour if hour and hour > timezone.now() else None


def _placed(story: Story, taken: Taken) -> list[Block]:
    """Return the body with our pictures where the text shows them.

    The lead is not shown twice, and a picture that was not given is left out.
    """
    lead = next(iter(taken), None)
    blocks = []
    for block in story.body:
        if block["type"] != "image":
            blocks.append(block)
            continue
        picture = _meant(block, taken)
        if picture and picture != lead:
            blocks.append(_image_block(taken[picture], block["value"]))
    return blocks


def _unplaced(story: Story, taken: Taken) -> list[Block]:
    images = [block for block in story.body if block["type"] == "image"]
    shown = {_meant(block, taken) for block in images}
    others = list(taken)[1:]
    return [_image_block(taken[p], {}) for p in others if p not in shown]


def _meant(block: Block, taken: Taken) -> Picture | None:
    return next((p for p in taken if p.is_called(block["value"]["src"])), None)


def _image_block(image: NewsImage, said: dict[str, str]) -> Block:
    value = {
        "picture": image.pk,
        "caption": cut(said.get("caption", ""), 500),
        "alt": cut(said.get("alt", ""), 250),
        "decorative": False,
        "layout": said.get("layout") or "standard",
    }
    return {"type": "image", "value": value}


def _byline(person: Credited) -> Byline:
    if person.agency:
        return Byline(name=person.name, role=Role.AGENCY)
    known = list(Author.objects.filter(name__iexact=person.name)[:2])
    # Of two authors with one name we cannot know which: the name alone is right.
    if len(known) == 1:
        return Byline(author=known[0])
    return Byline(name=person.name)


def _topic(code: str, name: str) -> Topic:
    return Topic.objects.get_or_create(code=code, defaults={"name": name})[0]
