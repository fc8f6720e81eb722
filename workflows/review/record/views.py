"""The record on screen, on paper and as a file; and the list of all of them."""

import hashlib
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from pages.models import PublicPage
from workflows.review.record import access, words
from workflows.review.record.events import compared
from workflows.review.record.gather import Record, record_of
from workflows.review.record.listing import newest_entries
from workflows.review.record.table import as_csv

STORIES_ON_A_PAGE = 50


def show(request: HttpRequest, page_id: int) -> HttpResponse:
    """Answer the record as a screen of the admin."""
    return TemplateResponse(request, "review/record.html", _context(request, page_id))


def on_paper(request: HttpRequest, page_id: int) -> HttpResponse:
    """Answer the record as a page by itself: print it, or save it as PDF."""
    template = "review/record_on_paper.html"
    return TemplateResponse(request, template, _context(request, page_id))


def as_file(request: HttpRequest, page_id: int) -> HttpResponse:
    """Answer the record as CSV."""
    record = _record(request, page_id)
    return HttpResponse(
        as_csv(record.events),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="record-{page_id}.csv"'},
    )


def index(request: HttpRequest) -> HttpResponse:
    """Answer the stories whose record this person may read, newest first."""
    if not access.may_read_some(request.user):
        raise PermissionDenied
    asked = request.GET.get("q", "").strip()
    stories = Paginator(newest_entries(request.user, words=asked), STORIES_ON_A_PAGE)
    context = {
        "page_title": _("Who let this out"),
        "header_icon": "history",
        "asked": asked,
        "stories": stories.get_page(request.GET.get("p")),
    }
    return TemplateResponse(request, "review/records.html", context)


def _record(request: HttpRequest, page_id: int) -> Record:
    if not access.may_read(PublicPage.find(page_id), request.user):
        raise PermissionDenied
    record = record_of(page_id)
    if record is None:
        raise Http404
    return record


def _context(request: HttpRequest, page_id: int) -> dict[str, Any]:
    record = _record(request, page_id)
    texts = record.texts
    return {
        "page_title": _("Who let this out"),
        "page_subtitle": record.headline,
        "header_icon": "history",
        "record": record,
        "exists": PublicPage.find(page_id) is not None,
        "digest": hashlib.sha256(as_csv(record.events)).hexdigest(),
        "texts": [(key, words.lines(text)) for key, text in texts.items()],
        "changes": [
            (before, after, words.differences(texts[before], texts[after]))
            for before, after in compared(record.events)
            if before in texts and after in texts
        ],
    }
