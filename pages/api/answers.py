"""Answers: bytes, and the headers by which caches and consumers check them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from pages.api.refusals import Refusal
from pages.public.forms import as_text, digest_of

METHODS = "GET, HEAD, OPTIONS"
# A cache may keep an answer and must ask before it hands it out: after a withdrawal
# nobody is served the old text, and an unchanged answer costs a 304.
CACHE_CONTROL = "public, max-age=0, must-revalidate"
ALWAYS = {
    "Cache-Control": CACHE_CONTROL,
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Masthead-Edition",
    "X-Content-Type-Options": "nosniff",
}
PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a read found.

    text: the exact JSON text.
    digest: SHA-256 of its UTF-8 bytes, hex; reckoned here when it is not known.
    edition: the edition that the answer stands at.
    location: where a 301 or 302 points.
    """

    text: str = ""
    status: int = 200
    digest: str = ""
    edition: int | None = None
    changed_at: datetime | None = None
    location: str = ""


Read = Callable[..., Answer]
View = Callable[..., HttpResponse]


def public_read(read: Read) -> View:
    """Make a view of `read(request, **kwargs)`: it changes nothing, and knows no user."""

    @transaction.non_atomic_requests
    @wraps(read)
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return _response(request, _answer(read, request, kwargs))
        status = 204 if request.method == "OPTIONS" else 405
        return HttpResponse(status=status, headers=ALWAYS | PREFLIGHT)

    view.public_read = True  # type: ignore[attr-defined]  # a mark on a function
    return view


def _answer(read: Read, request: HttpRequest, kwargs: dict[str, Any]) -> Answer:
    try:
        return read(request, **kwargs)
    except Refusal as refusal:
        return Answer(text=as_text({"message": str(refusal)}), status=refusal.status)


def unchanged(request: HttpRequest, headers: Mapping[str, str]) -> HttpResponse | None:
    """Return a 304 (or 412) if the asker has what `headers["ETag"]` names, else None.

    Last-Modified is only told, never compared: two corrections in one second would
    look the same.
    """
    found = get_conditional_response(request, etag=headers["ETag"])
    return found and HttpResponse(status=found.status_code, headers=headers)


def _response(request: HttpRequest, answer: Answer) -> HttpResponse:
    headers = _headers(answer)
    if answer.status == 200 and (short := unchanged(request, headers)):
        return short
    body = answer.text.encode()
    headers["Content-Length"] = str(len(body))
    return HttpResponse(
        b"" if request.method == "HEAD" else body,
        status=answer.status,
        content_type="application/json",
        headers=headers,
    )


def _headers(answer: Answer) -> dict[str, str]:
    headers = dict(ALWAYS)
    if answer.text:
        digest = answer.digest or digest_of(answer.text)
        headers["ETag"] = f'"{digest}"'
    if answer.changed_at:
        headers["Last-Modified"] = http_date(answer.changed_at.timestamp())
    if answer.edition is not None:
        headers["Masthead-Edition"] = str(answer.edition)
    if answer.location:
        headers["Location"] = answer.location
    return headers
