"""What every endpoint has: a list, a detail, and a way to find one."""

from typing import Protocol

from django.http import HttpRequest
from django.urls import URLPattern, path

from pages.api.answers import Answer, public_read


class Endpoint(Protocol):
    """Reads, each of which may raise a `Refusal`."""

    def listing(self, request: HttpRequest) -> Answer: ...
    def detail(self, request: HttpRequest, key: int) -> Answer: ...
    def find(self, request: HttpRequest) -> Answer: ...


def addresses(endpoint: Endpoint) -> list[URLPattern]:
    """Return where its reads answer, as in Wagtail's API."""
    return [
        path("", public_read(endpoint.listing)),
        path("<int:key>/", public_read(endpoint.detail)),
        path("find/", public_read(endpoint.find)),
    ]
