"""Corrections: no edition is one without its note, and its time is the edition's."""

import json
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from pages.models import ArticlePage, Correction, PublishedDocument, PublishedNote
from pages.signals import NoteMissing
from tests.forms import story_form
from tests.newsroom import draft, edit, publish, story
from workflows.press.models import Edition
from workflows.press.press import press
from workflows.review import decisions, verbs
from workflows.review.errors import NotReady
from workflows.review.models.approval import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(newsroom, rita, ed):
    return story(newsroom.world, rita, ed)


def write_note(page, user, *, significance="", **fields):
    newest = page.get_latest_revision_as_object()
    newest.corrections.add(Correction(**{"text": "It was nine cranes."} | fields))
    newest.significance = significance
    newest.save_revision(user=user)


def newest_edition(page):
    return Edition.objects.filter(page_id=page.pk).latest("number")


def document_of(page):
    return json.loads(PublishedDocument.objects.get(page_id=page.pk).document)


@pytest.mark.parametrize(
    ("chosen", "kind", "action", "significance"),
    [
        ("minor", "correction", "correction", "correction"),
        ("correction", "clarification", "correction", "correction"),
        ("minor", "clarification", "update", "update"),
        ("", "editors_note", "update", "update"),
    ],
)
def test_the_notes_and_the_choice_decide_what_an_edition_is(
    page, rita, ed, chosen, kind, action, significance
):
    write_note(page, rita, kind=kind, significance=chosen)
    publish(page, rita, ed)

    edition = newest_edition(page)
    assert (edition.action, edition.significance) == (action, significance)


def test_an_update_without_a_note_is_as_it_was_chosen_and_the_next_is_plain(
    page, rita, ed
):
    edit(page, rita, dek="Typo.", significance="minor")
    publish(page, rita, ed)
    assert newest_edition(page).significance == "minor"

    edit(page, rita, dek="More.")
    publish(page, rita, ed)
    assert newest_edition(page).significance == "update"


def test_no_draft_inherits_that_the_last_one_was_a_correction(page, rita, ed, client):
    write_note(page, rita, significance="correction")
    publish(page, rita, ed)
    page.refresh_from_db()

    assert page.significance == "correction"
    assert page.get_latest_revision_as_object().significance == ""
    client.force_login(rita)
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.context["form"]["significance"].value() == ""


def test_a_draft_in_the_making_keeps_what_was_chosen_for_it(page, rita):
    edit(page, rita, significance="minor")

    page = ArticlePage.objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().significance == "minor"


def test_a_copy_is_a_story_of_its_own_and_asks_for_no_significance(
    page, newsroom, rita, ed, client
):
    write_note(page, rita, significance="correction")
    publish(page, rita, ed)
    copied = ArticlePage.objects.get(pk=page.pk).copy(
        to=newsroom.sport, update_attrs={"slug": "copied"}, keep_live=False, user=rita
    )
    client.force_login(rita)
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[copied.pk]))
    assert "significance" not in answer.context["form"].fields

    publish(copied, rita, ed)

    edition = newest_edition(copied)
    assert (edition.action, edition.significance) == ("publish", "")


def test_a_correction_without_its_note_is_not_submitted(page, rita):
    edit(page, rita, dek="It was nine.", significance="correction")
    before = PublishedDocument.objects.values().get(page_id=page.pk)

    with pytest.raises(NotReady, match="Add one under “Corrections”"):
        verbs.submit(page, user=rita)

    press()
    assert ArticlePage.objects.get(pk=page.pk).dek == "Crews return on Monday."
    assert PublishedDocument.objects.values().get(page_id=page.pk) == before


def test_the_gate_refuses_a_correction_without_its_note_even_if_approved(
    page, rita, ed
):
    edit(page, rita, significance="correction")
    revision = ArticlePage.objects.get(pk=page.pk).get_latest_revision()
    decisions.record(page, revision, kind=Kind.DESK, user=ed, comment="")

    with pytest.raises(NoteMissing):
        revision.publish()


def test_a_note_that_readers_have_seen_makes_no_second_correction(page, rita, ed):
    write_note(page, rita)
    publish(page, rita, ed)
    edit(page, rita, significance="correction")

    with pytest.raises(NotReady):
        verbs.submit(page, user=rita)


def test_what_is_live_as_a_correction_can_be_saved_and_pressed_again(page, rita, ed):
    write_note(page, rita, significance="correction")
    publish(page, rita, ed)

    ArticlePage.objects.get(pk=page.pk).save()
    press()

    assert document_of(page)["corrections"][0]["text"] == "It was nine cranes."


@pytest.mark.parametrize(
    ("notes", "refused"),
    [
        ([], True),
        ([{"kind": "editors_note", "text": "We asked.", "by": "The editors"}], True),
        ([{"kind": "correction", "text": "It was nine.", "by": "The editors"}], False),
    ],
)
def test_the_editor_names_the_field_when_a_correction_is_submitted_without_its_note(
    page, rita, client, notes, refused
):
    client.force_login(rita)
    form = story_form(page, significance="correction", action_submit="")
    form |= nested_form_data({"corrections": inline_formset(notes)})
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])

    answer = client.post(url, form | {"action-submit": "1"})

    page = ArticlePage.objects.get(pk=page.pk)
    assert bool(page.current_workflow_state) != refused
    if refused:
        assert "Add one under “Corrections”" in answer.content.decode()
        (field,) = answer.context["form"].errors
        assert field == "significance"


def test_a_draft_may_be_called_a_correction_before_its_note_is_written(
    page, rita, client
):
    client.force_login(rita)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])

    client.post(url, story_form(page, significance="correction"))

    page = ArticlePage.objects.get(pk=page.pk)
    assert page.get_latest_revision_as_object().significance == "correction"


def test_a_note_has_the_time_of_the_edition_that_first_told_it(page, rita, ed):
    write_note(page, rita)
    publish(page, rita, ed)
    told = newest_edition(page)
    edit(page, rita, dek="More.")
    publish(page, rita, ed)
    press()

    (note,) = document_of(page)["corrections"]
    assert note == {
        "kind": "correction",
        "text": "It was nine cranes.",
        "by": "The editors",
        "at": told.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "edition": told.number,
    }


def test_a_note_in_new_words_is_a_new_note(page, rita, ed):
    write_note(page, rita)
    publish(page, rita, ed)
    newest = page.get_latest_revision_as_object()
    newest.corrections.set([Correction(text="It  was\r\nnine cranes.")])
    newest.save_revision(user=rita)
    publish(page, rita, ed)
    assert newest_edition(page).action == "update"  # only its spacing changed

    newest = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    newest.corrections.set([Correction(text="It was ten cranes.")])
    newest.save_revision(user=rita)
    publish(page, rita, ed)

    last = newest_edition(page)
    assert last.action == "correction"
    assert PublishedNote.objects.get(text="It was ten cranes.").edition == last.number


def test_a_note_in_the_first_publication_is_dated_too(newsroom, rita, ed):
    page = draft(newsroom.world, rita, corrections=[Correction(text="From the wire.")])
    publish(page, rita, ed)
    press()

    (note,) = document_of(page)["corrections"]
    assert note["edition"] == newest_edition(page).number


def test_the_change_feed_says_how_much_an_update_matters(page, rita, ed, client):
    edit(page, rita, dek="Typo.", significance="minor")
    publish(page, rita, ed)
    press()

    since = newest_edition(page).number - 1
    (item, *_) = client.get(f"/api/v2/changes/?since={since}").json()["items"]
    assert (item["action"], item["significance"]) == ("update", "minor")


def test_a_preview_shows_a_note_that_nobody_has_seen(page, rita, client):
    write_note(page, rita, by="Ada Lint")
    client.force_login(rita)

    html = client.get(
        reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    ).content.decode()

    assert "It was nine cranes." in html
    assert "Ada Lint" in html


def test_a_note_from_before_keeps_its_time_and_gets_its_edition(page, rita, ed):
    write_note(page, rita)
    publish(page, rita, ed)
    told = newest_edition(page)
    edit(page, rita, dek="More.")
    publish(page, rita, ed)
    hour = told.at - timedelta(microseconds=1)
    Correction.objects.filter(page_id=page.pk).update(at=hour)
    PublishedNote.objects.all().delete()

    with connection.cursor() as cursor:
        cursor.execute(
            import_module("workflows.press.migrations.0003_corrections").NOTES
        )

    (note,) = PublishedNote.objects.filter(page_id=page.pk)
    assert (note.at, note.edition, note.by) == (hour, told.number, "The editors")
    assert not ArticlePage.objects.get(pk=page.pk).new_notes
