"""Press: what is approved becomes documents and files."""

import json

import pytest

from pages.models import PublishedDocument
from tests.newsroom import story
from workflows.press import store
from workflows.press.models import DuePage, Edition, PublishedFile


@pytest.mark.django_db
def test_an_approved_story_becomes_a_document_and_files(newsroom, rita, ed):
    page = story(newsroom.world, rita, ed, title="Harbor strike ends")

    document = PublishedDocument.objects.get(page_id=page.pk)
    form = json.loads(document.document)
    html = PublishedFile.objects.get(path="/news/world/harbor-strike-ends/index.html")
    assert form["title"] == "Harbor strike ends"
    assert form["meta"]["edition"] == Edition.objects.order_by("-number").first().number
    assert [place["title"] for place in form["breadcrumb"]] == ["News", "World"]
    assert "The strike in the harbor is over." in store.read(html.digest).decode()
    assert not DuePage.objects.exists()
