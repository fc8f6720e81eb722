"""Are the rights of the pictures fit for the hour at which the story goes out?"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pages import rights
from pages.models import NewsImage
from pages.rights import Lack, Rights
from workflows.review.readiness.findings import Finding, Subject, check


@check
def pictures(subject: Subject) -> Iterator[Finding]:
    goes_live = max(subject.now, subject.draft.go_live_at or subject.now)
    lead = getattr(subject.draft, "lead_picture_id", None)
    described = {lead, *_as_they_are(getattr(subject.draft, "body", ()))}
    for picture in subject.resolver.pictures.values():
        known = Rights(picture.alt, picture.credit, picture.license_expires_at)
        field = "lead_picture" if picture.pk == lead else "body"
        for found in rights.findings(known, now=subject.now, goes_live=goes_live):
            if found.lack is Lack.ALT and picture.pk not in described:
                continue
            yield Finding(field, _message(picture, found.lack), blocks=found.blocks)


def _as_they_are(body: Iterable[Any]) -> Iterator[int]:
    """Yield the pictures that are described by their own alt text: the place has none."""
    for place in chain.from_iterable(map(_places, body)):
        if place["picture"] and not (
            (place["alt"] or "").strip() or place["decorative"]
        ):
            yield place["picture"].pk


def _places(block: Any) -> Iterable[Any]:
    if block.block_type == "gallery":
        return block.value["pictures"]
    return [block.value] if block.block_type == "image" else []


def _message(picture: NewsImage, lack: Lack) -> str:
    sentences = {
        Lack.ALT: _("Picture “%(title)s” has no alt text. Add it to the picture."),
        Lack.CREDIT: _("Picture “%(title)s” has no credit. Add it to the picture."),
        Lack.EXPIRED: _(
            "The license of picture “%(title)s” expired on %(day)s. Choose another"
            " picture, or extend the license."
        ),
        Lack.EXPIRES_FIRST: _(
            "The license of picture “%(title)s” expires on %(day)s, before the story"
            " goes out. Choose another picture, or extend the license."
        ),
        Lack.EXPIRES_SOON: _(
            "The license of picture “%(title)s” expires on %(day)s. Readers see a"
            " placeholder from then on, unless it is extended."
        ),
    }
    return sentences[lack] % {"title": picture.title, "day": _day(picture)}


def _day(picture: NewsImage) -> str:
    if picture.license_expires_at is None:
        return ""
    zone = timezone.get_default_timezone()
    local = timezone.localtime(picture.license_expires_at, zone)
    return date_format(local, "DATETIME_FORMAT")
