"""The admin is sent with a policy, and its widgets without scripts; public reads with neither."""

import re

import pytest
from wagtail.admin.widgets import (
    AdminDateInput,
    AdminDateTimeInput,
    AdminPageChooser,
    AdminTimeInput,
)
from wagtail.admin.widgets.workflows import AdminTaskChooser
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images.widgets import AdminImageChooser
from wagtail.snippets.widgets import AdminSnippetChooser

from pages.models import Author
from tests.cms.accounts.desk import sign_in

HEADER = "Content-Security-Policy"
POLICY = {
    "default-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
    "img-src 'self' blob: data:",
    "object-src 'none'",
    "style-src 'self' 'unsafe-inline'",
}
INLINE = re.compile(
    r"<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.IGNORECASE
)


@pytest.mark.parametrize(
    "address", ["/admin/login/", "/admin/password_reset/", "/admin/", "/admin/jsi18n/"]
)
def test_admin_and_sign_in_are_sent_with_the_policy(client, db, address):
    assert set(client.get(address)[HEADER].split("; ")) == POLICY


def test_a_story_is_edited_without_an_inline_script(client, newsroom, root_user):
    sign_in(client, "root")

    page = client.get(f"/admin/pages/add/pages/articlepage/{newsroom.world.pk}/")

    assert INLINE.findall(page.text) == []
    assert 'data-calls="InlinePanel"' in page.text


@pytest.mark.parametrize(
    ("widget", "calls"),
    [
        (AdminDateInput(), "initDateChooser"),
        (AdminTimeInput(), "initTimeChooser"),
        (AdminDateTimeInput(), "initDateTimeChooser"),
        (AdminPageChooser(), "PageChooser"),
        (AdminImageChooser(), "ImageChooser"),
        (AdminDocumentChooser(), "DocumentChooser"),
        (AdminSnippetChooser(Author), "SnippetChooser"),
        (AdminTaskChooser(), "createTaskChooser"),
    ],
)
def test_a_widget_says_what_to_call_and_with_what(db, widget, calls):
    html = widget.render("hour", None, {"id": "id_hour"})

    assert "<script" not in html
    assert f'<template data-calls="{calls}" data-using="[&quot;id_hour&quot;' in html


@pytest.mark.parametrize(
    "address", ["/api/v2/pages/", "/api/v2/changes/", "/feeds/rss.xml", "/sitemap.xml"]
)
def test_public_reads_come_before_sessions_and_policies(
    client, newsroom, rita, address, django_assert_max_num_queries
):
    sign_in(client, "rita")
    client.cookies["csrftoken"] = "any"

    with django_assert_max_num_queries(4) as asked:
        answer = client.get(address)

    assert HEADER not in answer
    assert answer.cookies == {}
    assert not any("session" in one["sql"] for one in asked.captured_queries)
