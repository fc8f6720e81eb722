"""Feeds and sitemaps from the web process: the same bytes that every mirror carries."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pages.api.answers import ALWAYS, unchanged
from workflows.press import store
from workflows.press.models import PublishedFile


@require_safe
@transaction.non_atomic_requests
def published(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer the published file at the address asked for; 404 when there is none."""
    file = PublishedFile.objects.standing().filter(path=request.path).first()
    if file is None:
        raise Http404
    headers = ALWAYS | {
        "ETag": f'"{file.digest}"',
        "Masthead-Edition": str(file.edition),
    }
    return unchanged(request, headers) or HttpResponse(
        store.read(file.digest), content_type=file.type, headers=headers
    )


published.public_read = True  # type: ignore[attr-defined]  # see PublicReadMiddleware
