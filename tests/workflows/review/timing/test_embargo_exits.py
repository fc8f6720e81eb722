"""An embargoed story leaves through no exit before its hour, and through all of them after."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model

from pages.models import ArticlePage, PublishedDocument, RelatedStory
from tests.newsroom import desk, draft, edit, person, picture, publish, story
from tests.workflows.review.timing.exits import ADDRESSES, showing
from workflows.press.models import Edition, PublishedFile
from workflows.press.press import press
from workflows.press.sweep import sweep
from workflows.review.timing.publish_due import publish_due

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]

HEADLINE, SLUG = "Zephyrine merger", "zephyrine-merger"
WORDS = (HEADLINE, "quillwort", "Vermilion boardroom", "termsheet")


@pytest.fixture
def report(newsroom):
    file = ContentFile(b"termsheet of the merger", "termsheet.txt")
    return get_document_model().objects.create(title="Termsheet", file=file)


@pytest.fixture
def page(embargoed, report):
    link = f'<p>A quillwort. <a linktype="document" id="{report.pk}">Terms</a></p>'
    lead = picture(title="Vermilion boardroom", color="red", caption="quillwort")
    return embargoed(HEADLINE, lead_picture=lead, body=[("paragraph", link)])


@pytest.fixture
def other(newsroom, rita, ed, page):
    """Another story that links to it in its text and names it as related."""
    link = f'<p>Soon: <a linktype="page" id="{page.pk}">more of this</a>.</p>'
    other = draft(newsroom.world, rita, title="Ferries", body=[("paragraph", link)])
    newest = other.get_latest_revision_as_object()
    newest.related_stories = [RelatedStory(story=page)]
    newest.save_revision(user=rita)
    publish(other, rita, ed)
    Redirect.objects.create(old_path="/old-address", redirect_page=page)
    return other


def test_an_embargoed_story_leaves_through_no_exit_before_its_hour_and_all_after(
    page, other, hour, client, time_machine
):
    for _ in range(2):
        publish_due()
        sweep()
        press()

    assert showing(client, *WORDS, slug=SLUG, key=page.pk) == set()
    form = PublishedDocument.objects.get(page_id=other.pk).document
    assert "more of this" in form  # as plain text
    assert not Edition.objects.filter(page_id=page.pk).exists()

    time_machine.move_to(hour + timedelta(seconds=1))
    assert publish_due() == 1
    press()

    seen = showing(client, *WORDS, slug=SLUG, key=page.pk)
    assert {*ADDRESSES} <= seen
    files = {"file news", "file api", "file feeds", "file sitemaps", "file media"}
    assert {"detail", "document row", *files} <= seen
    assert f'href="/news/world/{SLUG}/"' in PublishedDocument.objects.get(
        page_id=other.pk
    ).document.replace('\\"', '"')


def test_its_address_answers_as_one_where_nothing_is(page, client):
    key = page.pk
    for guessed, nothing in (
        (page.public_path, "/news/world/nothing-of-it/"),
        (f"/api/v2/pages/{key}/", f"/api/v2/pages/{key + 1000}/"),
        (
            f"/api/v2/pages/find/?html_path={page.public_path}",
            "/api/v2/pages/find/?html_path=/news/world/nothing-of-it/",
        ),
    ):
        answers = [client.get(address) for address in (guessed, nothing)]
        assert [answer.status_code for answer in answers] == [404, 404], guessed
        assert answers[0].content == answers[1].content, guessed


def test_whoever_has_no_rights_on_it_sees_neither_draft_nor_preview_nor_files(
    page, report, mallory, newsroom, client
):
    otto = person("otto")  # an editor of another desk only
    otto.groups.add(desk("Sport only", newsroom.sport, "change"))
    addresses = [
        reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]),
        reverse("wagtailadmin_pages:history", args=[page.pk]),
        reverse(
            "wagtailadmin_pages:revisions_view",
            args=[page.pk, page.latest_revision_id],
        ),
    ]
    for user in (mallory, otto):
        client.force_login(user)
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code in (302, 403), (user, address)
            assert HEADLINE not in answer.content.decode()
    client.logout()
    for address in (page.lead_picture.file.url, report.url, *addresses):
        assert client.get(address).status_code == 302


def test_the_admins_search_and_choosers_are_closed_to_outsiders(page, mallory, client):
    client.force_login(mallory)

    for address in (
        reverse("wagtailadmin_pages:search") + f"?q={HEADLINE}",
        reverse("wagtailadmin_choose_page_search") + f"?q={HEADLINE}",
        f"/admin/api/main/pages/?search={SLUG}",
    ):
        answer = client.get(address)
        assert answer.status_code in (302, 403), address
        assert HEADLINE not in answer.content.decode()


def test_an_embargoed_update_of_a_live_story_leaves_the_live_text_alone(
    newsroom, rita, ed, hour, client, time_machine
):
    page = story(newsroom.world, rita, ed, title="Harbor strike ends")
    edit(page, rita, title=HEADLINE, embargo_until=hour)
    publish(page, rita, ed)
    sweep()
    press()

    assert showing(client, *WORDS, slug=SLUG, key=page.pk) == set()
    live = ArticlePage.objects.get(pk=page.pk)
    assert (live.live, live.title) == (True, "Harbor strike ends")
    assert PublishedDocument.objects.get(page_id=page.pk).title == live.title
    assert PublishedFile.objects.standing().filter(page_id=page.pk).exists()

    time_machine.move_to(hour + timedelta(seconds=1))
    assert publish_due() == 1
    press()
    assert PublishedDocument.objects.get(page_id=page.pk).title == HEADLINE
