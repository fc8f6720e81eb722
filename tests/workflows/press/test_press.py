"""Press: what is approved becomes documents and files, once, and dependents follow."""

import json

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from pages.models import ArticlePage, Author, Byline, PublishedDocument, Use
from tests.newsroom import draft, edit, picture, publish, story
from workflows.press import owed, store
from workflows.press.models import Action, DuePage, Edition, PublishedFile
from workflows.press.press import press
from workflows.press.sheet import render
from workflows.press.sweep import sweep

pytestmark = pytest.mark.django_db


def document(page):
    return json.loads(PublishedDocument.objects.get(page_id=page.pk).document)


def html(path):
    return store.read(PublishedFile.objects.standing().get(path=path).digest).decode()


def stands(path):
    return PublishedFile.objects.standing().filter(path=path).exists()


def newest():
    return Edition.objects.order_by("-number").first()


def test_an_approved_story_becomes_a_document_and_files(newsroom, rita, ed):
    page = story(newsroom.world, rita, ed, title="Harbor strike ends")

    form = document(page)
    assert form["title"] == "Harbor strike ends"
    assert form["meta"]["edition"] == newest().number
    assert [place["title"] for place in form["breadcrumb"]] == ["News", "World"]
    address = "/news/world/harbor-strike-ends/index.html"
    assert "The strike in the harbor is over." in html(address)
    assert not DuePage.objects.exists()
    assert not Edition.objects.unpressed().exists()


def test_what_every_page_shows_of_the_newsroom_is_read_once(newsroom, rita, ed):
    page = story(newsroom.world, rita, ed)

    with CaptureQueriesContext(connection) as queries:
        assert render(page.pk, edition=newest().number)

    asked = [query["sql"] for query in queries]
    assert sum("'pages.HomePage'" in sql for sql in asked) == 1
    assert sum('FROM "mirrors_mirror"' in sql for sql in asked) == 1


def test_the_json_file_holds_exactly_the_bytes_of_the_document(newsroom, rita, ed):
    page = story(newsroom.world, rita, ed)

    row = PublishedDocument.objects.get(page_id=page.pk)
    file = PublishedFile.objects.get(path=f"/api/v2/pages/{page.pk}/index.json")
    assert store.read(file.digest) == row.document.encode()
    assert file.digest == row.digest


def test_fronts_feeds_and_sitemaps_show_a_new_story_in_its_edition(newsroom, rita, ed):
    story(newsroom.world, rita, ed, title="Harbor strike ends")

    for path in (
        "/index.html",
        "/news/index.html",
        "/news/world/index.html",
        "/feeds/rss.xml",
        "/feeds/news/world.xml",
        "/news-sitemap.xml",
        "/api/v2/pages/index.json",
    ):
        assert "Harbor strike ends" in html(path), path
        assert PublishedFile.objects.get(path=path).edition == newest().number, path
    assert "harbor-strike-ends" not in html("/sport/index.html")


def test_pressing_again_changes_nothing(newsroom, rita, ed):
    page = story(newsroom.world, rita, ed)
    before = list(PublishedFile.objects.order_by("path").values())
    rows = PublishedDocument.objects.order_by("pk").values_list("pk", "digest")
    digests = list(rows)

    owed.owe([page.pk, newsroom.home.pk], newest().number, rank=0)
    press()

    assert list(PublishedFile.objects.order_by("path").values()) == before
    assert list(rows.all()) == digests


def test_a_draft_changes_nothing_public(newsroom, rita, ed):
    page = story(newsroom.world, rita, ed)
    count = Edition.objects.count()

    edit(page, rita, title="Still being written")
    press()
    sweep()

    assert document(page)["title"] == "Harbor strike ends"
    assert Edition.objects.count() == count


def test_an_update_is_a_new_edition_with_the_new_text(newsroom, rita, ed, edna):
    page = story(newsroom.world, rita, ed)
    edit(page, rita, title="Harbor strike is over")
    publish(page, rita, edna)
    press()

    assert newest().action == Action.UPDATE
    assert document(page)["title"] == "Harbor strike is over"
    assert document(page)["meta"]["edition"] == newest().number


def test_a_renamed_author_is_followed_by_every_story_in_one_edition(newsroom, rita, ed):
    author = Author.objects.create(name="Ada Lint", slug="ada-lint")
    stories = [
        story(newsroom.world, rita, ed, title=t, bylines=[Byline(author=author)])
        for t in ("One", "Two")
    ]
    count = Edition.objects.count()

    author.name = "Ada Lint-Moreau"
    author.save()
    sweep()
    press()

    assert Edition.objects.count() == count + 1
    assert newest().ref == f"author:{author.pk}"
    for page in stories:
        assert document(page)["bylines"][0]["name"] == "Ada Lint-Moreau"
        assert document(page)["meta"]["edition"] == newest().number


def test_a_bulk_update_of_a_snippet_is_found_by_the_sweep(newsroom, rita, ed):
    author = Author.objects.create(name="Ada Lint", slug="ada-lint")
    page = story(newsroom.world, rita, ed, bylines=[Byline(author=author)])

    Author.objects.filter(pk=author.pk).update(name="A. Lint")
    sweep()
    press()

    assert document(page)["bylines"][0]["name"] == "A. Lint"
    assert sweep() == []


def test_a_renamed_section_is_followed_by_its_stories_in_one_edition(
    newsroom, rita, ed, edna
):
    page = story(newsroom.world, rita, ed)
    edit(newsroom.world, rita, title="Abroad")
    publish(newsroom.world, rita, edna)
    press()

    assert [place["title"] for place in document(page)["breadcrumb"]][-1] == "Abroad"
    assert document(page)["meta"]["edition"] == newest().number
    assert newest().page_id == newsroom.world.pk


def test_a_replaced_picture_is_followed_and_its_old_files_go(newsroom, rita, ed):
    cranes = picture(color="navy")
    page = story(newsroom.world, rita, ed, lead_picture=cranes)
    old = document(page)["lead_picture"]["src"]
    assert stands(old)

    other = picture(title="Other", color="darkred")
    cranes.file = other.file
    cranes.renditions.all().delete()
    cranes.save()
    sweep()
    press()

    new = document(page)["lead_picture"]["src"]
    assert new != old
    assert stands(new)
    assert not stands(old)


def test_a_moved_section_leaves_redirects_and_follows_in_one_edition(
    newsroom, rita, ed, root_user
):
    page = story(newsroom.world, rita, ed)
    count = Edition.objects.count()

    world = Page.objects.get(pk=newsroom.world.pk)
    world.move(Page.objects.get(pk=newsroom.home.pk), pos="last-child")
    sweep()
    press()

    assert Edition.objects.count() == count + 1
    assert newest().action == Action.MOVE
    assert document(page)["meta"]["html_url"] == "/world/harbor-strike-ends/"
    assert "/world/harbor-strike-ends/" in html(
        "/news/world/harbor-strike-ends/index.html"
    )
    assert "The strike" in html("/world/harbor-strike-ends/index.html")


def test_a_link_to_a_story_that_is_not_public_is_plain_text_until_it_is(
    newsroom, rita, ed
):
    secret = draft(newsroom.world, rita, title="Secret plan")
    link = f'<p>See <a linktype="page" id="{secret.pk}">the plan</a>.</p>'
    page = story(newsroom.world, rita, ed, body=[("paragraph", link)])

    assert document(page)["body"][0]["value"] == "<p>See the plan.</p>"
    assert "secret-plan" not in html("/news/world/harbor-strike-ends/index.html")

    publish(secret, rita, ed)
    press()

    expected = '<p>See <a href="/news/world/secret-plan/">the plan</a>.</p>'
    assert document(page)["body"][0]["value"] == expected


def test_hostile_markup_is_gone_when_it_is_pressed(newsroom, rita, ed):
    body = '<p onclick="x()">Hi<script>alert(1)</script><a href="//evil.example/">a</a></p>'
    page = story(newsroom.world, rita, ed, body=[("paragraph", body)])

    assert document(page)["body"][0]["value"] == "<p>Hi<a>a</a></p>"


def test_a_story_that_cannot_be_rendered_is_parked_and_holds_up_nobody(
    newsroom, rita, ed
):
    broken = picture(title="Broken")
    bad = draft(newsroom.world, rita, title="Bad picture", lead_picture=broken)
    publish(bad, rita, ed)
    broken.file.storage.delete(broken.file.name)
    broken.renditions.all().delete()
    good = story(newsroom.world, rita, ed, title="Good story")

    row = DuePage.objects.get(page_id=bad.pk)
    assert "No such file" in row.last_error
    assert document(good)["title"] == "Good story"
    assert not PublishedDocument.objects.filter(page_id=bad.pk).exists()
    assert Edition.objects.get(page_id=bad.pk).parked


def test_a_parked_story_comes_back_under_a_number_of_its_own(newsroom, rita, ed):
    broken = picture(title="Broken")
    bad = draft(newsroom.world, rita, title="Bad picture", lead_picture=broken)
    publish(bad, rita, ed)
    name, storage = broken.file.name, broken.file.storage
    with storage.open(name) as file:
        data = file.read()
    storage.delete(name)
    broken.renditions.all().delete()
    press()
    story(newsroom.world, rita, ed, title="Good story")
    last = newest().number

    storage.save(name, ContentFile(data))
    DuePage.objects.update(next_at=timezone.now())
    press()

    assert document(bad)["meta"]["edition"] == last + 1
    assert not DuePage.objects.exists()


def test_editions_are_gapless_after_a_rollback(newsroom, rita, ed):
    page = draft(newsroom.world, rita)

    with transaction.atomic():
        publish(page, rita, ed)
        transaction.set_rollback(True)
    page.refresh_from_db()
    publish(page, rita, ed)

    numbers = list(Edition.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_bulk_update_cannot_put_a_text_out_that_nobody_approved(newsroom, rita, ed):
    page = story(newsroom.world, rita, ed)
    secret = draft(newsroom.world, rita, title="Secret plan")

    ArticlePage.objects.filter(pk=page.pk).update(dek="Slipped in")
    ArticlePage.objects.filter(pk=secret.pk).update(live=True)
    sweep()
    press()

    assert document(page)["dek"] == "Crews return on Monday."
    assert not PublishedDocument.objects.filter(page_id=secret.pk).exists()


def test_a_bulk_unpublish_is_found_and_withdrawn(newsroom, rita, ed):
    page = story(newsroom.world, rita, ed)

    Page.objects.filter(pk=page.pk).update(live=False)
    sweep()
    press()

    assert newest().action == Action.WITHDRAW
    assert PublishedDocument.objects.get(page_id=page.pk).state == "withdrawn"
    assert not stands("/news/world/harbor-strike-ends/index.html")
    assert not Use.objects.filter(page_id=page.pk).exists()
