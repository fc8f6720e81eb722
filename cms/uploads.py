"""Original uploads, for people who are signed in: a draft's pictures are not public."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.views.static import serve


@login_required
def uploads(request: HttpRequest, path: str) -> Any:
    answer = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    answer.headers["Cache-Control"] = "private, max-age=300"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
