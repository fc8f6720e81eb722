"""A story's history: a page and a list of what readers were told, edition by edition."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from pages.models import ArticlePage, Correction, PublishedDocument
from tests.journeys.browser import chromium
from tests.newsroom import edit, publish, story
from workflows.press import publication, store, takedown
from workflows.press.models import DuePage, Edition, PublishedFile
from workflows.press.press import press
from workflows.press.render import redirects
from workflows.press.sweep import sweep

pytestmark = pytest.mark.django_db

PAST = "/news/world/harbor-strike-ends/history/index.html"


@pytest.fixture
def page(newsroom, rita, ed):
    return story(newsroom.world, rita, ed)


def update(page, rita, ed, *, note="", **fields):
    newest = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(newest, name, value)
    if note:
        newest.corrections.add(Correction(text=note))
    newest.save_revision(user=rita)
    publish(newest, rita, ed)
    press()


def history_of(page):
    row = PublishedDocument.objects.get(page_id=page.pk)
    return json.loads(row.document)["history"]


def kinds_of(page):
    return [event["kind"] for event in history_of(page)]


def past():
    file = PublishedFile.objects.standing().filter(path=PAST).first()
    return file and store.read(file.digest).decode()


def test_a_story_that_was_only_published_has_no_page_of_its_history(page):
    assert kinds_of(page) == ["published"]
    assert past() is None


def test_history_lists_updates_and_notes_and_no_minor_ones(page, rita, ed):
    update(page, rita, ed, dek="More.")
    update(page, rita, ed, dek="Typo.", significance="minor")
    update(page, rita, ed, note="It was nine cranes.")

    correction, updated, published = history_of(page)
    assert correction["text"] == "It was nine cranes."
    assert correction["edition"] == page_editions(page)[-1]
    assert (updated["kind"], published["kind"]) == ("updated", "published")
    assert "It was nine cranes." in past()


def page_editions(page):
    editions = Edition.objects.filter(page_id=page.pk).order_by("number")
    return list(editions.values_list("number", flat=True))


def test_the_story_links_to_its_history(page, rita, ed):
    update(page, rita, ed, dek="More.")

    file = PublishedFile.objects.get(path="/news/world/harbor-strike-ends/index.html")
    link = f'href="{PAST.removesuffix("index.html")}"'
    assert link in store.read(file.digest).decode()


def test_a_note_that_the_story_no_longer_carries_is_not_in_its_history(page, rita, ed):
    update(page, rita, ed, note="A name that must go.")
    newest = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    newest.corrections.set([])
    newest.save_revision(user=rita)
    publish(newest, rita, ed)
    press()

    assert kinds_of(page) == ["updated", "published"]
    assert "A name that must go." not in past()


def test_pressing_again_and_what_others_change_leave_the_history(page, rita, ed):
    update(page, rita, ed, note="It was nine cranes.")
    before = history_of(page)

    ArticlePage.objects.filter(pk=page.pk).update(last_published_at=timezone.now())
    sweep()
    press()

    assert Edition.objects.filter(page_id=page.pk).latest("number").significance == (
        "minor"
    )
    assert history_of(page) == before


def test_a_withdrawal_is_an_entry_once_the_story_is_back(page, rita, ed, chioma):
    update(page, rita, ed, dek="More.")
    takedown.withdraw(
        page.pk, actor=chioma, reason="error", note="We doubt it.", by="Ada Lint"
    )

    row = json.loads(PublishedDocument.objects.get(page_id=page.pk).document)
    assert (row["note"], row["by"]) == ("We doubt it.", "Ada Lint")
    notice = PublishedFile.objects.standing().get(
        path=PAST.replace("index.html", "gone.html")
    )
    assert "We doubt it." in store.read(notice.digest).decode()
    assert past() is None

    update(page, rita, ed, dek="It holds.")

    assert kinds_of(page) == ["restored", "withdrawn", "updated", "published"]
    assert history_of(page)[1]["text"] == "We doubt it."
    assert not PublishedFile.objects.standing().filter(path__endswith="gone.html")


def test_a_withdrawn_page_that_is_live_again_without_a_revision_is_restored(
    page, chioma
):
    takedown.withdraw(page.pk, actor=chioma, reason="error", note="", by="")
    ArticlePage.objects.filter(pk=page.pk).update(live=True, live_revision=None)

    edition = publication.note(ArticlePage.objects.get(pk=page.pk))

    assert edition.action == "restore"


def test_a_killed_story_leaves_no_history_and_starts_anew(page, rita, ed, chioma):
    update(page, rita, ed, note="It was nine cranes.")
    takedown.kill(page.pk, actor=chioma, reason="legal")

    assert not PublishedFile.objects.standing().filter(path__contains="history")
    row = json.loads(PublishedDocument.objects.get(page_id=page.pk).document)
    assert {"note", "by"}.isdisjoint(row)

    update(page, rita, ed, dek="Checked.")
    assert kinds_of(page) == ["restored"]


def test_a_story_that_could_not_be_pressed_is_told_once(page, rita, ed, monkeypatch):
    edit(page, rita, dek="More.")
    publish(page, rita, ed)
    with monkeypatch.context() as patch:
        patch.setattr(ArticlePage, "reading_time", property(lambda self: 1 / 0))
        press()
    DuePage.objects.update(next_at="2026-01-01T00:00Z")
    press()

    assert kinds_of(page) == ["updated", "published"]
    assert history_of(page)[0]["edition"] == page_editions(page)[-1]


def test_nothing_leads_on_from_where_a_story_has_its_history(page, newsroom, rita, ed):
    other = story(newsroom.sport, rita, ed, title="Other")
    Redirect.objects.create(
        old_path="/news/world/harbor-strike-ends/history", redirect_page=other
    )
    assert redirects.files(other, {"language": "en"}) == {}


def test_everybody_can_read_a_history(page, rita, ed, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # as Playwright asks
    update(page, rita, ed, note="It was nine cranes.")
    html = past()

    with chromium() as browser:
        window = browser.new_page()
        window.set_content(html)
        found = Axe().run(window)

    assert found.violations_count == 0, found.generate_report()
