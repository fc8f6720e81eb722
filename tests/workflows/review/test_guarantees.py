"""G1–G4: every way around review that is known, tried and refused."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from wagtail.models import Page, TaskState

from pages.models import ArticlePage, PublishedDocument
from pages.signals import PublishRefused
from tests.forms import story_form, told
from tests.newsroom import desk, draft, edit, person, publish, story
from workflows.press.models import Edition
from workflows.press.press import press
from workflows.press.takedown import kill
from workflows.review import verbs
from workflows.review.errors import (
    AlreadyDecided,
    NotInReview,
    NotYourDesk,
    OwnWork,
    TextChanged,
)
from workflows.review.models import Approval

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]


def nothing_is_public(page):
    assert not ArticlePage.objects.get(pk=page.pk).live
    assert not PublishedDocument.objects.filter(page_id=page.pk).exists()
    assert not Edition.objects.filter(page_id=page.pk).exists()


def test_a_shell_cannot_publish_what_nobody_approved(newsroom, rita):
    page = draft(newsroom.world, rita)

    with pytest.raises(PublishRefused):
        page.get_latest_revision().publish()

    nothing_is_public(page)


def test_a_page_cannot_be_created_live(newsroom, rita):
    with pytest.raises(PublishRefused), transaction.atomic():
        newsroom.world.add_child(instance=ArticlePage(title="Straight out", live=True))

    assert not ArticlePage.objects.filter(title="Straight out").exists()


def test_a_live_text_cannot_be_changed_past_review(newsroom, rita, ed):
    page = story(newsroom.world, rita, ed)

    page.title = "Not what was approved"
    with pytest.raises(PublishRefused):
        page.save()

    assert ArticlePage.objects.get(pk=page.pk).title == "Harbor strike ends"


def test_a_superuser_publishing_in_the_editor_keeps_the_text_as_a_draft(
    newsroom, rita, root_user, client
):
    page = draft(newsroom.world, rita)
    client.force_login(root_user)

    data = story_form(page, title="Changed by root") | {"action-publish": "1"}
    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), data, follow=True
    )

    assert "was not approved as it stands" in answer.content.decode()
    fresh = ArticlePage.objects.get(pk=page.pk)
    assert fresh.get_latest_revision_as_object().title == "Changed by root"
    nothing_is_public(page)


def test_bulk_publishing_is_refused_to_a_superuser(
    newsroom, rita, ed, root_user, client
):
    approved = story(newsroom.world, rita, ed, title="Approved")
    page = draft(newsroom.world, rita)
    client.force_login(root_user)

    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert told(client.post(f"{url}?id={approved.pk}")) == "1 page has been published"
    answer = client.post(f"{url}?id={approved.pk}&id={page.pk}")

    assert answer.status_code == 302
    assert told(answer) == "Sorry, you do not have permission to access this area."
    nothing_is_public(page)


def test_a_live_copy_is_refused(newsroom, rita, ed):
    page = story(newsroom.world, rita, ed)

    with pytest.raises(PublishRefused), transaction.atomic():
        page.copy(to=newsroom.sport, keep_live=True)
    with pytest.raises(PublishRefused), transaction.atomic():
        page.create_alias(parent=newsroom.sport)

    assert ArticlePage.objects.count() == 1


def test_nobody_in_a_normal_group_holds_publish(newsroom, rita, ed, chioma):
    for user in (rita, ed, chioma):
        assert not newsroom.world.permissions_for_user(user).can_publish()


def test_a_reporter_cannot_approve(newsroom, rita):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)
    other = person("remi", "Reporters")

    with pytest.raises(NotYourDesk):
        verbs.approve(page, user=other)

    nothing_is_public(page)


def test_an_editor_of_another_desk_cannot_approve(newsroom, rita):
    desk("Desk editors", newsroom.sport, "change")
    otto = person("otto", "Desk editors")
    own = draft(newsroom.sport, rita, title="Of his own desk")
    verbs.submit(own, user=rita)
    verbs.approve(own, user=otto)
    assert ArticlePage.objects.get(pk=own.pk).live
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)

    with pytest.raises(NotYourDesk):
        verbs.approve(page, user=otto)

    nothing_is_public(page)


def test_nobody_approves_what_they_submitted(newsroom, rita, ed):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=ed)

    with pytest.raises(OwnWork):
        verbs.approve(page, user=ed)

    nothing_is_public(page)


def test_an_editor_who_rewrote_a_draft_cannot_shed_it_by_a_colleagues_save(
    newsroom, rita, ed, edna
):
    page = draft(newsroom.world, rita)
    edit(page, ed, title="Rewritten by Ed")
    edit(page, edna, dek="One word by Edna.")
    verbs.submit(page, user=rita)

    for user in (ed, edna):
        with pytest.raises(OwnWork):
            verbs.approve(page, user=user)

    nothing_is_public(page)


def test_saving_without_a_change_makes_nobody_an_author(newsroom, rita, ed):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)
    edit(page, ed)

    verbs.approve(page, user=ed)

    assert ArticlePage.objects.get(pk=page.pk).live


def test_a_text_changed_after_submission_is_not_approved(newsroom, rita, ed, edna):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)
    edit(page, edna, title="Slipped in")

    with pytest.raises(TextChanged):
        verbs.approve(page, user=ed)

    nothing_is_public(page)
    assert not Approval.objects.filter(page_id=page.pk).exists()


def test_an_editor_cannot_decide_their_own_story_through_anothers_address(
    newsroom, rita, ed, edna, client
):
    own = draft(newsroom.world, ed, title="By Ed")
    verbs.submit(own, user=ed)
    other = draft(newsroom.world, rita, title="By Rita")
    verbs.submit(other, user=rita)
    client.force_login(ed)

    state = own.current_workflow_task_state
    answer = client.post(
        reverse(
            "wagtailadmin_pages:workflow_action", args=[other.pk, "approve", state.pk]
        )
    )

    assert answer.status_code == 302
    assert told(answer) == str(OwnWork())
    assert state.task.specific.get_actions(own, ed) == [("reject", "Send back", True)]
    nothing_is_public(own)
    nothing_is_public(other)


def test_a_decided_story_cannot_be_decided_again(newsroom, rita, ed, edna):
    page = draft(newsroom.world, rita)
    verbs.submit(page, user=rita)
    state = page.current_workflow_task_state
    verbs.approve(page, user=ed)

    with pytest.raises(AlreadyDecided):
        state.task.specific.on_action(state, edna, "reject", comment="No.")
    with pytest.raises(NotInReview):
        verbs.approve(page, user=edna)

    assert Edition.objects.filter(page_id=page.pk).count() == 1


def test_exactly_the_approved_text_goes_out(newsroom, rita, ed):
    page = draft(newsroom.world, rita, title="As submitted")
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)
    press()

    approval = Approval.objects.get(page_id=page.pk)
    live = ArticlePage.objects.get(pk=page.pk)
    assert live.title == "As submitted"
    assert approval.revision_id == live.live_revision_id
    assert approval.user_name == "ed"


def test_the_ledger_cannot_be_changed_by_code_or_by_sql(newsroom):
    approval = Approval.objects.first()
    approval.user_name = "somebody else"

    with pytest.raises(TypeError):
        approval.save()
    with pytest.raises(TypeError):
        approval.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Approval.objects.update(user_name="somebody else")
    with pytest.raises(DatabaseError), transaction.atomic():
        Approval.objects.all().delete()

    assert not Approval.objects.filter(user_name="somebody else").exists()


def test_autosave_never_rewrites_a_revision_that_is_a_record(newsroom, rita, ed):
    page = story(newsroom.world, rita, ed)
    record = page.live_revision
    before = record.content

    newest = page.get_latest_revision_as_object()
    newest.title = "Typed after publication"
    newest.save_revision(user=rita, overwrite_revision=record)

    record.refresh_from_db()
    assert record.content == before
    assert page.get_latest_revision().pk != record.pk


def test_a_killed_story_does_not_come_back_on_its_old_approval(
    newsroom, rita, ed, chioma
):
    page = story(newsroom.world, rita, ed)
    revision = page.live_revision
    kill(page.pk, actor=chioma, reason="legal")

    with pytest.raises(PublishRefused):
        revision.publish(skip_permission_checks=True)

    assert PublishedDocument.objects.get(page_id=page.pk).state == "killed"
    assert not Page.objects.get(pk=page.pk).live


def test_section_changes_take_the_same_road(newsroom, rita, ed):
    newsroom.world.title = "Abroad"
    with pytest.raises(PermissionDenied):
        newsroom.world.save()

    newest = newsroom.world.get_latest_revision_as_object()
    newest.title = "Abroad"
    newest.save_revision(user=rita)
    publish(newsroom.world, ed, person("edna", "Editors"))

    assert newsroom.world.title == "Abroad"
    assert TaskState.objects.filter(status="approved").count() == 5
