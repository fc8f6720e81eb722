"""Who let this out: the whole record of a story, whatever is deleted behind it."""

from datetime import UTC, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from pages.models import ArticlePage
from pages.models.correction import Correction
from tests.newsroom import desk, draft, edit, person, story
from workflows.press.models import Action, Edition
from workflows.press.press import press
from workflows.press.takedown import kill
from workflows.review import verbs
from workflows.review.record.gather import record_of
from workflows.review.record.table import as_csv
from workflows.review.timing.lifts import ask_lift
from workflows.review.timing.publish_due import publish_due

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]

NOTE = "We named the wrong pier."


@pytest.fixture
def page(newsroom, rita, ed):
    """A story that was sent back once, approved, corrected, and killed in the end."""
    page = draft(newsroom.world, rita, title="Harbor strike ends")
    verbs.submit(page, user=rita)
    verbs.send_back(page, user=ed, comment="=Which pier?")
    edit(page, rita, dek="Crews return to pier 4.")
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed, comment="Well done.")
    press()
    page = ArticlePage.objects.get(pk=page.pk)
    newest = page.get_latest_revision_as_object()
    newest.dek = "Crews return to pier 5."
    newest.corrections = [Correction(text=NOTE, at=timezone.now())]
    newest.save_revision(user=rita)
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)
    press()
    return ArticlePage.objects.get(pk=page.pk)


def told(page) -> list[tuple[str, str]]:
    return [(event.what, event.who) for event in record_of(page.pk).events]


WHOLE = [
    ("Submitted", "rita"),
    ("Sent back", "ed"),
    ("Submitted", "rita"),
    ("Approved (Desk)", "ed"),
    ("Edition: Publish", ""),
    ("Submitted", "rita"),
    ("Approved (Desk)", "ed"),
    ("Edition: Correction", ""),
    ("Told readers: Correction", "The editors"),
]


def test_the_record_tells_everything_in_order(page):
    record = record_of(page.pk)

    assert told(page) == WHOLE
    sent_back, approved, published = (record.events[n] for n in (1, 3, 4))
    assert sent_back.comment == "=Which pier?"
    assert approved.comment == "Well done."
    assert approved.content_hash == record.events[2].content_hash
    first = Edition.objects.get(page_id=page.pk, action=Action.PUBLISH)
    assert published.headline == "Harbor strike ends"
    assert (published.edition, published.digest) == (first.number, first.digest)
    assert record.events[-1].comment == NOTE
    hashes = {event.content_hash for event in record.events} - {""}
    assert hashes == record.texts.keys()


def test_it_is_the_same_byte_for_byte_after_revisions_are_purged(
    page, ed, client, capsys
):
    client.force_login(ed)
    paper = reverse("review_record_paper", args=[page.pk])
    before = as_csv(record_of(page.pk).events), client.get(paper).content
    count = Revision.objects.for_instance(page).count()

    call_command("purge_revisions")

    assert Revision.objects.for_instance(page).count() < count
    assert (as_csv(record_of(page.pk).events), client.get(paper).content) == before


def test_a_killed_and_deleted_story_keeps_its_record_for_chiefs_and_lawyers(
    page, ed, chioma, client
):
    kill(page.pk, actor=chioma, reason="legal")
    page.delete()
    url = reverse("review_record", args=[page.pk])

    assert told(page)[-1] == ("Edition: Kill", "chioma")
    client.force_login(ed)
    assert client.get(url).status_code == 302
    lena = person("lena", "Legal")
    for user in (chioma, lena):
        client.force_login(user)
        assert "Crews return to pier 5." in client.get(url).content.decode()


def test_only_who_may_approve_on_the_desk_reads_it(page, rita, newsroom, client):
    otto = person("otto")
    otto.groups.add(desk("Sport only", newsroom.sport, "change"))
    Group.objects.get(name="Sport only").permissions.add(
        *Group.objects.get(name="Editors").permissions.filter(codename="access_admin")
    )
    for user in (rita, otto):
        client.force_login(user)
        for name in ("review_record", "review_record_paper", "review_record_csv"):
            answer = client.get(reverse(name, args=[page.pk]))
            assert answer.status_code == 302, (user, name)
            assert b"pier" not in answer.content
    client.force_login(otto)
    listing = client.get(reverse("review_records")).content.decode()
    assert "Harbor strike ends" not in listing


def test_the_screen_the_paper_and_the_file_show_the_same(
    page, ed, client, django_assert_max_num_queries
):
    client.force_login(ed)

    with django_assert_max_num_queries(30):
        screen = client.get(reverse("review_record", args=[page.pk])).content.decode()
    paper = client.get(reverse("review_record_paper", args=[page.pk])).content.decode()
    answer = client.get(reverse("review_record_csv", args=[page.pk]))

    for html in (screen, paper):
        for words in (
            "=Which pier?",
            "Crews return to pier 4.",
            NOTE,
            "Edition: Correction",
        ):
            assert words in html
    assert "<script" not in paper
    assert "style=" not in paper
    assert (
        answer["Content-Disposition"] == f'attachment; filename="record-{page.pk}.csv"'
    )
    assert "'=Which pier?" in answer.content.decode()


def test_what_an_editor_approved_otherwise_than_submitted_is_laid_over_it(
    newsroom, rita, ed, edna, client
):
    page = draft(newsroom.world, rita, slugline="ONE")
    verbs.submit(page, user=rita)
    edit(page, edna, slugline="ONE")
    verbs.approve(page, user=ed)
    client.force_login(ed)

    html = client.get(reverse("review_record", args=[page.pk])).content.decode()

    assert "What changed between" not in html  # it was approved as it was submitted


def test_the_list_finds_stories_by_headline_and_is_in_the_reports_menu(
    newsroom, rita, ed, client, django_assert_max_num_queries
):
    for number in range(3):
        story(newsroom.world, rita, ed, title=f"Ferry {number}")
    client.force_login(ed)

    with django_assert_max_num_queries(30):
        listing = client.get(reverse("review_records"), {"q": "ferry 1"})

    assert [entry.headline for entry in listing.context["stories"]] == ["Ferry 1"]
    client.force_login(rita)
    assert client.get(reverse("review_records")).status_code == 302


def test_a_kept_hour_is_in_the_record_with_how_late_it_was(
    newsroom, rita, ed, time_machine
):
    hour = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    page = draft(newsroom.world, rita, go_live_at=hour)
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)
    time_machine.move_to(hour + timedelta(seconds=3), tick=False)
    publish_due()

    events = record_of(page.pk).events
    found = {event.what: (event.comment, event.hour) for event in events}
    assert found["Scheduled"] == ("", hour)
    assert found["Went out on schedule"] == ("3.0 s late, try 1", hour)


def test_what_somebody_said_is_shown_as_they_typed_it_and_the_hour_beside_it(
    newsroom, rita, ed, client
):
    hour = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    page = draft(newsroom.world, rita, embargo_until=hour)
    verbs.submit(page, user=rita)
    ask_lift(page, user=ed, reason="They have published.")
    client.force_login(ed)

    html = client.get(reverse("review_record", args=[page.pk])).content.decode()

    assert ">They have published.</td>" in html
    assert f"{hour.astimezone(UTC):%Y-%m-%d %H:%M:%S}</time>" in html
