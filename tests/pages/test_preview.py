"""The preview: a draft as readers would see it, for people who are signed in."""

import pytest
from django.urls import reverse

from pages.models import PublishedDocument
from tests.newsroom import draft, picture

pytestmark = pytest.mark.django_db


def test_a_draft_is_shown_as_readers_would_see_it(newsroom, rita, client):
    page = draft(newsroom.world, rita, title="Secret plan", lead_picture=picture())
    client.force_login(rita)

    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    html = answer.content.decode()
    assert "Secret plan" in html
    assert "/uploads/images/" in html
    assert not PublishedDocument.objects.filter(page_id=page.pk).exists()


def test_fronts_are_shown_too(newsroom, rita, ed, client):
    client.force_login(ed)

    for page in (newsroom.home, newsroom.world):
        url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        assert page.title in client.get(url).content.decode()


def test_a_stranger_sees_neither_a_draft_nor_its_pictures(newsroom, rita, client):
    cranes = picture()
    page = draft(newsroom.world, rita, lead_picture=cranes)

    for url in (
        reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        cranes.file.url,
        page.public_path,
    ):
        answer = client.get(url)
        assert answer.status_code in (302, 404), url
        assert "Harbor" not in answer.content.decode()
