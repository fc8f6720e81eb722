"""A decision is about the text that was read; whoever saves looks before they overwrite."""

import json

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from pages.models import ArticlePage
from tests.forms import loaded_from, story_form
from tests.newsroom import draft, edit, story
from workflows.press.models import Edition
from workflows.review import verbs
from workflows.review.errors import OwnWork, TextChanged
from workflows.review.models import Approval
from workflows.review.reading import Read
from workflows.review.views.conflict import differences, known_before

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]
AJAX = {"headers": {"x-requested-with": "XMLHttpRequest"}}


@pytest.fixture
def page(newsroom, rita):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)
    return page


def fresh(page):
    return ArticlePage.objects.get(pk=page.pk)


def newest(page):
    return fresh(page).get_latest_revision()


def action(page, name):
    state = page.current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, name, state.pk])


def editor(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def undecided(page):
    return (
        not fresh(page).live
        and fresh(page).workflow_in_progress
        and not Approval.objects.filter(page_id=page.pk).exists()
        and not Edition.objects.filter(page_id=page.pk).exists()
    )


def test_what_another_reviewer_changed_is_approved_by_who_read_it(page, ed, edna):
    edit(page, edna, title="Mended by Edna")

    verbs.approve(page, user=ed, read=Read.of(newest(page)))

    assert fresh(page).title == "Mended by Edna"


def test_what_was_read_before_somebody_else_saved_is_not_approved(page, ed, edna):
    read = Read.of(newest(page))
    edit(page, edna, title="Slipped in")

    with pytest.raises(TextChanged):
        verbs.approve(page, user=ed, read=read)
    with pytest.raises(TextChanged):
        verbs.send_back(page, user=ed, comment="Where is the source?", read=read)

    assert undecided(page)


def test_a_text_that_autosave_rewrote_in_place_was_not_read(page, rita, ed, edna):
    edit(page, edna, title="Typed by Edna")
    typed = newest(page)
    read = Read.of(typed)
    typing = typed.as_object()
    typing.title = "Typed on by Edna"
    typing.save_revision(user=edna, overwrite_revision=typed)
    assert newest(page).pk == typed.pk

    with pytest.raises(TextChanged):
        verbs.approve(page, user=ed, read=read)

    assert undecided(page)


def test_a_text_that_nobody_ever_saved_was_not_read(page, ed):
    with pytest.raises(TextChanged):
        verbs.approve(page, user=ed, read=Read(10**9, "2026-11-23T00:00:00+00:00"))

    assert undecided(page)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another headline"},
        {"dek": "Another dek."},
        {"kicker": "Another kicker"},
        {"body": [("paragraph", "<p>Another body.</p>")]},
    ],
)
def test_a_reviewer_who_changes_what_it_says_needs_a_second_pair_of_eyes(
    page, ed, edna, change
):
    edit(page, ed, **change)

    with pytest.raises(OwnWork):
        verbs.approve(page, user=ed, read=Read.of(newest(page)))
    assert undecided(page)

    verbs.approve(page, user=edna, read=Read.of(newest(page)))
    assert fresh(page).live


@pytest.mark.parametrize(
    "change",
    [
        {"slugline": "HARBOR-STRIKE-2"},
        {"urgency": 3},
        {"seo_title": "Strike in the harbor"},
        {"slug": "strike-ends"},
    ],
)
def test_a_reviewer_may_place_a_story_and_approve_it(page, ed, change):
    edit(page, ed, **change)

    verbs.approve(page, user=ed)

    (field,) = change
    assert getattr(fresh(page), field) == change[field]
    assert Approval.objects.get(page_id=page.pk).user_name == "ed"


def test_the_editor_decides_about_what_it_shows_with_ones_own_changes(page, ed, client):
    client.force_login(ed)
    form = story_form(fresh(page), slugline="SAVED-BY-ED")

    approving = {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps({"comment": "Fine by me."}),
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-id": "",
        "body-0-value": rich_text("<p>The strike in the harbor is over.</p>"),
    }
    client.post(editor(page), form | approving)

    assert fresh(page).live
    assert fresh(page).slugline == "SAVED-BY-ED"
    assert Approval.objects.get(page_id=page.pk).comment == "Fine by me."


def test_a_stale_approval_in_the_editor_shows_both_texts_and_decides_nothing(
    page, ed, edna, client
):
    client.force_login(ed)
    form = story_form(fresh(page), dek="As Ed would have it.") | {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps({"comment": "Fine by me."}),
    }
    edit(page, edna, dek="As Edna saved it.")

    answer = client.post(editor(page), form)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "edna saved another text while you were writing" in shown
    assert "Edna saved" in shown
    assert "As Ed would have it." in shown
    assert newest(page).content["dek"] == "As Edna saved it."
    assert undecided(page)
    modal = client.get(action(page, "approve"), **AJAX)
    assert "Fine by me." in modal.json()["html"]


def test_the_loser_of_a_conflict_saves_after_all_and_loses_nothing(
    page, rita, ed, edna, client
):
    client.force_login(ed)
    stale = story_form(fresh(page), dek="As Ed would have it.")
    edit(page, edna, dek="As Edna saved it.")
    assert client.post(editor(page), stale).status_code == 409

    answer = client.post(editor(page), stale | loaded_from(newest(page)))

    assert answer.status_code == 302
    said = [revision.content["dek"] for revision in page.revisions.order_by("pk")]
    assert said[-2:] == ["As Edna saved it.", "As Ed would have it."]


def test_a_form_that_does_not_say_what_it_was_made_from_is_not_saved(page, ed, client):
    client.force_login(ed)
    form = story_form(fresh(page), title="From nowhere")
    form = {name: form[name] for name in form if not name.startswith("loaded")}

    answer = client.post(editor(page), form)

    assert answer.status_code == 409
    assert newest(page).content["title"] == "Harbor strike ends"


def test_a_text_with_mistakes_is_kept_in_the_form_too(page, ed, edna, client):
    client.force_login(ed)
    stale = story_form(fresh(page), slug="no slug!", dek="As Ed would have it.")
    edit(page, edna, dek="As Edna saved it.")

    answer = client.post(editor(page), stale)

    assert answer.status_code == 409
    assert "Yours has mistakes" in answer.content.decode()
    assert "As Ed would have it." in answer.content.decode()


def test_a_stale_decision_from_a_list_shows_what_changed_and_keeps_the_comment(
    page, ed, edna, client
):
    client.force_login(ed)
    read = Read.of(newest(page)).token
    edit(page, edna, dek="Slipped in by Edna.")

    answer = client.post(
        action(page, "approve"), {"comment": "Good work.", "read": read}
    )

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert str(TextChanged()) in shown
    assert "Slipped in by Edna." in shown
    assert "Good work." in shown
    assert Read.of(newest(page)).token in shown
    assert undecided(page)


def test_having_read_what_changed_a_reviewer_decides_after_all(page, ed, edna, client):
    client.force_login(ed)
    edit(page, edna, dek="Slipped in by Edna.")

    answer = client.post(
        action(page, "approve"), {"comment": "", "read": Read.of(newest(page)).token}
    )

    assert answer.status_code == 302
    assert fresh(page).dek == "Slipped in by Edna."


def test_a_stale_decision_in_a_modal_shows_what_changed_in_it(page, ed, edna, client):
    client.force_login(ed)
    read = Read.of(newest(page)).token
    edit(page, edna, dek="Slipped in by Edna.")

    answer = client.post(
        action(page, "reject"), {"comment": "No.", "read": read}, **AJAX
    )

    assert answer.json()["step"] == "action"
    assert "Slipped in by Edna." in answer.json()["html"]
    assert undecided(page)


def test_a_refused_decision_keeps_its_comment(page, rita, ed, client):
    edit(page, ed, title="Rewritten by Ed")
    client.force_login(ed)

    answer = client.post(
        action(page, "reject"),
        {"comment": "Too long.", "read": "1@never"},
    )

    assert answer.status_code == 409
    assert "Too long." in answer.content.decode()


def test_restoring_an_old_text_makes_a_draft(newsroom, rita, ed, client):
    page = story(newsroom.world, rita, ed)
    old = page.live_revision
    edit(page, rita, title="A second thought")
    client.force_login(rita)

    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, old.pk])
    form = story_form(page, title="Harbor strike ends")
    assert client.post(url, form).status_code == 302

    assert newest(page).content["title"] == "Harbor strike ends"
    assert fresh(page).live_revision_id == old.pk


def test_restoring_looks_before_it_overwrites(newsroom, rita, ed, edna, client):
    page = story(newsroom.world, rita, ed)
    old = page.live_revision
    form = story_form(page)
    edit(page, edna, title="Saved meanwhile")
    client.force_login(rita)

    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, old.pk])

    assert client.post(url, form).status_code == 409
    assert newest(page).content["title"] == "Saved meanwhile"


def test_cancelling_from_a_stale_tab_cancels_nothing(page, rita, ed, client):
    form = story_form(fresh(page)) | {"action-cancel-workflow": "1"}
    edit(page, ed, dek="Saved meanwhile.")
    client.force_login(rita)

    answer = client.post(editor(page), form)

    assert answer.status_code == 409
    assert fresh(page).workflow_in_progress
    assert not list(get_messages(answer.wsgi_request))


def test_restoring_a_first_draft_of_a_live_story_changes_nothing_public(
    newsroom, rita, ed, edna, client
):
    page = draft(newsroom.world, rita)
    first = page.get_latest_revision()
    edit(page, rita, title="As it ran")
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)
    editions = Edition.objects.count()
    client.force_login(rita)

    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk])
    form = story_form(fresh(page), title="Harbor strike ends")
    assert client.post(url, form).status_code == 302

    assert newest(page).content["title"] == "Harbor strike ends"
    assert fresh(page).title == "As it ran"
    assert Edition.objects.count() == editions


def test_what_changed_is_told_from_the_last_text_that_was_decided(page, rita, ed):
    assert known_before(page) is None
    sent_back = newest(page)
    verbs.send_back(page, user=ed, comment="Who says so?")
    for dek in ("She says so.", "She says so, and her log."):
        edit(page, rita, dek=dek)
    verbs.submit(fresh(page), user=rita)
    assert known_before(fresh(page)) == sent_back.pk

    verbs.approve(fresh(page), user=ed)
    public = newest(page)
    assert known_before(fresh(page)) == public.pk
    edit(page, rita, dek="And so does the mayor.")
    assert known_before(fresh(page)) == public.pk


def test_who_reads_a_story_again_is_led_to_what_changed(page, rita, ed, client):
    sent_back = newest(page)
    verbs.send_back(page, user=ed, comment="Who says so?")
    edit(page, rita, dek="She says so.")
    verbs.submit(fresh(page), user=rita)
    client.force_login(ed)

    args = [page.pk, sent_back.pk, newest(page).pk]
    link = reverse("wagtailadmin_pages:revisions_compare", args=args)
    assert link in client.get(editor(page)).content.decode()


def test_a_list_that_nobody_touched_is_no_difference(newsroom, rita, ed, rf):
    body = [("facts", {"title": "The strike", "items": ["Nine days", "Six cranes"]})]
    page = draft(newsroom.world, rita, body=body)
    before = newest(page).as_object()
    edit(page, rita, dek="She says so.")
    request = rf.get("/")
    request.user = ed

    after = newest(page).as_object()
    assert [str(block) for text in (before, after) for block in text.body]  # as drawn

    found = differences(before, after, request)

    assert [one.field_label() for one in found] == ["Dek"]
