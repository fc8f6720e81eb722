"""Addresses of the web process as strangers see them: uploads, and everything inside."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admindocs.views import simplify_regex
from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.documents import get_document_model

from tests import newsroom as build

SECRET = b"Not before the court has spoken."
# What strangers may ask for: the public read side, health, and the way to a login.
OPEN = (
    "/api/v2/",
    "/feeds/",
    "/sitemap",
    "/news-sitemap.xml",
    "/health/",
    "/metrics",
    "/admin/login/",
    "/admin/logout/",
    "/admin/password_reset/",
    "/admin/jsi18n/",
    "/admin/sprite/",  # icons
)
LOGIN = "/admin/login/?next="


@pytest.fixture
def secret(db: Any) -> Any:
    """A document that no public page links to."""
    file = ContentFile(SECRET, "ruling.txt")
    return get_document_model().objects.create(title="Ruling", file=file)


def every_address() -> list[str]:
    """Every address the web process knows, with 1 for whatever is asked for there."""
    found = {
        re.sub(r"<\w+>", "1", simplify_regex(pattern))
        for pattern in _patterns(get_resolver().url_patterns)
    }
    return sorted(address for address in found if not address.startswith(OPEN))


def _patterns(entries: list[Any], prefix: str = "") -> Iterator[str]:
    for entry in entries:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, path)
        elif isinstance(entry, URLPattern):
            yield path


def test_a_document_is_handed_to_nobody_who_is_not_signed_in(client, secret):
    answer = client.get(secret.url)

    assert (answer.status_code, answer["Location"]) == (302, LOGIN + secret.url)
    assert SECRET not in b"".join(answer)


def test_a_document_is_handed_to_somebody_who_is(client, secret, rita):
    client.force_login(rita)

    answer = client.get(secret.url)

    assert b"".join(answer) == SECRET
    assert answer["Cache-Control"] == "private, max-age=300"


def test_an_original_upload_is_handed_to_nobody_who_is_not_signed_in(client, secret):
    address = secret.file.url

    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (302, LOGIN + address)


def test_an_original_upload_is_private_and_cannot_run(client, secret, rita):
    client.force_login(rita)

    answer = client.get(secret.file.url)

    assert b"".join(answer) == SECRET
    assert answer["Cache-Control"] == "private, max-age=300"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_a_stranger_is_sent_to_the_login_from_every_address_inside(client):
    told = {}
    for address in every_address():
        answer = client.get(address)
        to_login = answer.get("Location", "").startswith(("/admin/", f"{address}/"))
        if not (to_login or answer.status_code in {401, 404, 405}):
            told[address] = answer.status_code

    assert told == {}


def test_a_draft_has_no_address_for_strangers(client, newsroom, rita):
    draft = build.draft(newsroom.world, rita, slug="not-yet")

    for address in (
        draft.public_path,
        f"/admin/pages/{draft.pk}/view_draft/",
        f"/admin/pages/{draft.pk}/edit/preview/",
        f"/admin/api/main/pages/{draft.pk}/",
        f"/api/v2/pages/{draft.pk}/",
        f"/api/v2/pages/find/?html_path={draft.public_path}",
    ):
        answer = client.get(address)
        assert answer.status_code in {302, 404}, address
        assert b"Harbor strike" not in answer.content
        assert b"not-yet" not in answer.content
