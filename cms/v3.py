"""Wagtail's v3 API, a preview: for scripts of the newsroom, with a token, and off by default.

Readers, apps and partners read v2: v3 answers from pages themselves, so nobody reads it
without a token. It publishes nothing by itself: the gate is asked, as at every door.
"""

from collections.abc import Callable
from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLResolver, include, path
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.urls import api
from wagtail.utils.urlpatterns import decorate_urlpatterns

View = Callable[..., HttpResponse]
UNKNOWN = "Send a token: Authorization: Bearer … (manage.py api_tokens create)."


def with_a_token(view: View) -> View:
    """Answer 401 without a valid token; and take back whatever a refused request did.

    The API turns refusals into answers, so the transaction of the request would commit.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if BearerTokenAuth()(request) is None:
            return JsonResponse({"message": UNKNOWN}, status=401)
        response = view(request, *args, **kwargs)
        if response.status_code >= 400:
            transaction.set_rollback(True)
        return response

    return answer


def urls() -> URLResolver:
    patterns, app, namespace = api.urls
    guarded = decorate_urlpatterns(patterns, with_a_token)
    return path("api/v3-preview/", include((guarded, app), namespace=namespace))
