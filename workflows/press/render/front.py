"""Home and section fronts: what is newest, made of published documents only."""

import json
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string

from pages.models import PublicPage, PublishedDocument
from pages.public.forms import Form, card
from workflows.press.render import feeds

HOME_STORIES, SECTION_STORIES, FRONT_STORIES = 24, 30, 4


def home_html(form: Form, newsroom: Form) -> bytes:
    newest = PublishedDocument.objects.live().stories().newest_first()
    fronts = [
        {"section": section, "stories": _cards(section["id"], FRONT_STORIES)}
        for section in form["sections"]
    ]
    return render_to_string(
        "reader/home.html",
        {
            "page": form,
            "stories": cards_of(newest[:HOME_STORIES]),
            "fronts": [front for front in fronts if front["stories"]],
            "site": newsroom,
            "canonical": f"{settings.PRIMARY_URL}/",
        },
    ).encode()


def section_html(page: PublicPage, form: Form, newsroom: Form) -> bytes:
    address = form["meta"]["html_url"]
    return render_to_string(
        "reader/section.html",
        {
            "page": form,
            "stories": _cards(page.pk, SECTION_STORIES, tree_path=page.path),
            "site": newsroom,
            "canonical": settings.PRIMARY_URL + address,
            "feed_url": feeds.address_of(address),
        },
    ).encode()


def newest_in(
    page_id: int, limit: int, *, tree_path: str = ""
) -> list[PublishedDocument]:
    """Return the newest stories of a section, those below it and guests included."""
    live = PublishedDocument.objects.live()
    place = tree_path or live.get(page_id=page_id).tree_path
    return list(live.in_section(page_id, place).newest_first()[:limit])


def cards_of(rows: Iterable[PublishedDocument]) -> list[Form]:
    return [card(json.loads(row.document)) for row in rows]


def _cards(page_id: int, limit: int, *, tree_path: str = "") -> list[Form]:
    return cards_of(newest_in(page_id, limit, tree_path=tree_path))
