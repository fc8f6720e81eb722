"""Put a notice into words, in the language that is active."""

from django.conf import settings
from django.urls import reverse

from workflows.notices.models import Notice
from workflows.notices.rules import Kind
from workflows.notices.words import LABELS, SENTENCES


def label(notice: Notice) -> str:
    return str(LABELS[Kind(notice.kind)])


def sentence(notice: Notice, headline: str = "") -> str:
    """Return what happened, in one sentence, with `headline` in place of the notice's."""
    said = str(SENTENCES[Kind(notice.kind)])
    who = notice.actor_name or settings.NEWSROOM_NAME
    return one_line(said % {"who": who, "headline": headline or notice.headline})


def link_to(notice: Notice) -> str:
    """Return the address in the admin that deals with it; it holds ids only."""
    path = notice.link
    if not path and notice.page_id:
        path = reverse("wagtailadmin_pages:edit", args=[notice.page_id])
    return f"{settings.WAGTAILADMIN_BASE_URL}{path or reverse('wagtailadmin_home')}"


def one_line(text: str) -> str:
    return " ".join(text.split())
