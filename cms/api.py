"""The public read API, assembled: each room brings its part."""

from django.http import HttpRequest
from django.urls import include, path

from pages.api.answers import Answer, public_read
from pages.api.endpoint import addresses
from pages.api.media import Media
from pages.api.pages import Pages
from pages.api.redirects import Redirects
from pages.api.refusals import NotFound
from pages.public.forms import as_text
from search.query import find
from workflows.press import api as press
from workflows.press.editions import pressed_number
from workflows.press.render import registry

BASE = "/api/v2/"
FORM = ("alt", "caption", "credit", "agency", "usage_terms")

pages = Pages(search=find, edition=pressed_number)
images = Media(
    kind="image",
    address=f"{BASE}images/",
    edition=pressed_number,
    numbers=("id", "width", "height"),
    texts=("title", *FORM),
    others=("src", "sources"),
)
documents = Media(kind="document", address=f"{BASE}documents/", edition=pressed_number)
redirects = Redirects(edition=pressed_number)
ENDPOINTS = ("pages", "images", "documents", "redirects", "changes", "mirrors")


def root(request: HttpRequest) -> Answer:  # noqa: ARG001 — a view's signature
    """Name the endpoints."""
    return Answer(text=as_text({name: f"{BASE}{name}/" for name in ENDPOINTS}))


def mirrors(request: HttpRequest) -> Answer:  # noqa: ARG001 — a view's signature
    """Name the newsroom's addresses."""
    return Answer(text=registry.mirrors())


def unknown(request: HttpRequest, rest: str) -> Answer:
    """Send an address without its last slash to the one with it; else say 404."""
    if rest.endswith("/"):
        raise NotFound
    return Answer(status=301, location=request.get_full_path(force_append_slash=True))


urlpatterns = [
    path("", public_read(root)),
    path("pages/", include(addresses(pages))),
    path("images/", include(addresses(images))),
    path("documents/", include(addresses(documents))),
    path("redirects/", include(addresses(redirects))),
    path("changes/", include(press.urls())),
    path("mirrors/", public_read(mirrors)),
    path("<path:rest>", public_read(unknown)),
]
