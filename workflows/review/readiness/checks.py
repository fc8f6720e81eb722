"""The checks: each looks at one thing and says in a sentence what to do about it."""

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from wagtail.models import Page

from pages import embargo
from pages.models import ArticlePage
from pages.signals import NoteMissing
from pages.significance import lacks_note
from workflows.review.legal import owed
from workflows.review.readiness.findings import Finding, Subject, check

LONGEST_HEADLINE = 110  # characters; Google's limit for the headline of an article
SHORTEST_DEK, LONGEST_DEK = 40, 220  # characters; one or two sentences


@check
def headline(subject: Subject) -> Iterator[Finding]:
    length = len(subject.draft.title)
    if length > LONGEST_HEADLINE:
        message = _(
            "The headline has %(length)d characters. Search engines and phones cut it"
            " after %(most)d: shorten it."
        )
        yield Finding("title", message % {"length": length, "most": LONGEST_HEADLINE})


@check
def dek(subject: Subject) -> Iterator[Finding]:
    if not isinstance(subject.draft, ArticlePage):
        return
    length = len(subject.draft.dek.strip())
    if length == 0:
        yield Finding(
            "dek", _("There is no dek. Cards and feeds show the headline only.")
        )
    elif not SHORTEST_DEK <= length <= LONGEST_DEK:
        message = _("The dek has %d characters. One or two sentences read best.")
        yield Finding("dek", message % length)


@check
def lead_picture(subject: Subject) -> Iterator[Finding]:
    if isinstance(subject.draft, ArticlePage) and subject.draft.lead_picture is None:
        yield Finding(
            "lead_picture", _("There is no lead picture. Cards will have none either.")
        )


@check
def correction(subject: Subject) -> Iterator[Finding]:
    draft = subject.draft
    if not isinstance(draft, ArticlePage) or not draft.live:
        return
    if lacks_note(draft.significance, {note.kind for note in draft.new_notes}):
        yield Finding("significance", str(NoteMissing()), blocks=True)


@check
def hours(subject: Subject) -> Iterator[Finding]:
    until = getattr(subject.draft, "embargo_until", None)
    if embargo.is_too_early(subject.draft.go_live_at, until, subject.now):
        message = _(
            "The story would go live before its embargo ends. Choose a go-live time"
            " that is not before it, or leave it empty: then the story goes out when"
            " the embargo ends."
        )
        yield Finding("go_live_at", message, blocks=True)


@check
def quotes(subject: Subject) -> Iterator[Finding]:
    for number, quote in enumerate(_blocks(subject, "quote"), start=1):
        if not quote["speaker"].strip():
            message = _("Quote %d does not say whose words they are. Name the speaker.")
            yield Finding("body", message % number, blocks=True)
        elif not quote["source_url"]:
            message = _("The words of %s cannot be checked: no source link is given.")
            yield Finding("body", message % quote["speaker"])


@check
def links(subject: Subject) -> Iterator[Finding]:
    """Links inside the site: to what is there, and to what is public already."""
    linked = list(_linked_pages(subject))
    pages = Page.objects.in_bulk(linked)
    for key in linked:
        if key not in pages:
            message = _(
                "A link in the body leads to a page that is no longer there. "
                "Take the link out, or choose another page."
            )
            yield Finding("body", message, blocks=True)
        elif not pages[key].live:
            message = _("“%s” is not public: its link is plain text until it is.")
            yield Finding("body", message % pages[key].get_admin_display_title())


@check
def legal(subject: Subject) -> Iterator[Finding]:
    if subject.draft.pk and owed.is_flagged(subject.draft.pk):
        message = _(
            "It is flagged: legal is asked after its desk, about this very text."
        )
        yield Finding("title", message)


def _blocks(subject: Subject, kind: str) -> Iterator[Any]:
    body = subject.form.get("body", [])
    return (block["value"] for block in body if block["type"] == kind)


def _linked_pages(subject: Subject) -> Iterator[int]:
    """Yield the id of each page that a paragraph links to, once."""
    body = getattr(subject.draft, "body", [])
    texts = [
        str(block.value.source) for block in body if block.block_type == "paragraph"
    ]
    anchors = BeautifulSoup("".join(texts), "html.parser").find_all(
        "a", linktype="page"
    )
    keys = (str(anchor.get("id", "")) for anchor in anchors)
    yield from dict.fromkeys(int(key) for key in keys if key.isdigit())
