"""Answers public reads before anything about sessions, users or messages is done."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve


class PublicReadMiddleware:
    """Calls views marked `public_read` straight away, outside any transaction.

    Stands right behind SecurityMiddleware, which still redirects to HTTPS. Nothing
    that comes later concerns a read of what is public: the answer depends on the
    address alone, and holds no host name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        if getattr(match.func, "public_read", False):
            return match.func(request, *match.args, **match.kwargs)
        return self.get_response(request)
