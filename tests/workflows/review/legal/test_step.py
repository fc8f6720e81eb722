"""The step that skips itself: flagged stories wait for legal, and for nobody else."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from wagtail.models import TaskState, Workflow, WorkflowState
from wagtail.signals import task_submitted

from pages.content_hash import content_hash_of
from pages.models import ArticlePage
from tests.newsroom import draft, edit
from tests.workflows.review.legal.conftest import WHY
from workflows.press.models import Edition
from workflows.review import verbs
from workflows.review.errors import NotYourDesk, OwnWork, TextChanged
from workflows.review.legal import flags
from workflows.review.legal.errors import (
    LegalWaits,
    NothingSaid,
    NotYours,
    OnlyLegal,
    OtherText,
)
from workflows.review.legal.models import LegalFlag
from workflows.review.models import Approval, Entry, Happened
from workflows.review.models.approval import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]


@pytest.fixture
def told():
    """The names of the steps that were told to have work."""
    names = []

    def hear(instance, **_):
        names.append(instance.task.name)

    task_submitted.connect(hear)
    yield names
    task_submitted.disconnect(hear)


def again(page):
    return ArticlePage.objects.get(pk=page.pk)


def step_of(page):
    return again(page).current_workflow_task_state.task.name


def kinds(page):
    rows = Approval.objects.filter(page_id=page.pk).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_the_legal_check_comes_after_the_desk():
    steps = Workflow.objects.get(name="Review").workflow_tasks.order_by("sort_order")
    assert [s.task.name for s in steps] == ["Editor approval", "Legal check"]


def test_nobody_hears_of_a_step_that_skips_itself(submitted, ed, told):
    page = submitted()
    mail.outbox.clear()
    told.clear()

    verbs.approve(page, user=ed)

    assert again(page).live
    assert (told, mail.outbox) == ([], [])
    run = WorkflowState.objects.for_instance(page).get()
    assert [s.status for s in run.task_states.order_by("pk")] == ["approved", "skipped"]
    assert kinds(page) == [Kind.DESK]


def test_a_flagged_story_waits_for_legal_and_then_goes_out(flagged, ed, lex, told):
    page = flagged()

    verbs.approve(page, user=ed, comment="Fine by the desk.")

    assert not again(page).live
    assert step_of(page) == "Legal check"
    assert told[-1] == "Legal check"

    verbs.approve(again(page), user=lex, comment="Public record.")

    assert again(page).live
    desk, legal = Approval.objects.filter(page_id=page.pk).order_by("pk")
    assert (desk.kind, legal.kind) == (Kind.DESK, Kind.LEGAL)
    assert desk.content_hash == legal.content_hash
    assert legal.user_name == "lex"
    assert content_hash_of(again(page).live_revision) == legal.content_hash


@pytest.mark.parametrize("who", ["rita", "ed", "edna", "chioma", "mallory"])
def test_only_legal_clears(at_legal, request, who):
    page, user = at_legal(), request.getfixturevalue(who)

    with pytest.raises(NotYourDesk):
        verbs.approve(page, user=user)
    with pytest.raises(OnlyLegal):
        flags.unflag(page, user=user, comment="Nothing to see.")

    assert not again(page).live
    assert kinds(page) == [Kind.DESK]
    assert LegalFlag.objects.get().page_id == page.pk


def test_legal_does_not_clear_what_it_wrote_itself(at_legal, ed, lex, rita):
    page = at_legal()
    edit(page, lex, dek="My own words.")
    verbs.send_back(again(page), user=lex, comment="I changed it.")
    verbs.submit(again(page), user=rita)
    verbs.approve(again(page), user=ed)

    with pytest.raises(OwnWork):
        verbs.approve(again(page), user=lex)
    assert not again(page).live


def test_legal_clears_no_other_text_than_the_desk_approved(at_legal, lex, chioma, rita):
    page = at_legal()
    edit(page, lex, dek="Legal's own words.")

    with pytest.raises(OtherText):
        verbs.approve(again(page), user=lex)
    edit(again(page), chioma, dek="The chief's words.")
    with pytest.raises(TextChanged):
        verbs.approve(again(page), user=lex)

    assert kinds(page) == [Kind.DESK]
    assert step_of(page) == "Legal check"


def test_what_legal_sends_back_goes_past_the_desk_again(at_legal, lex, rita, edna):
    page = at_legal()
    verbs.send_back(page, user=lex, comment="Who says so?")
    edit(again(page), rita, dek="Says the court.")

    verbs.submit(again(page), user=rita)

    assert step_of(page) == "Editor approval"
    verbs.approve(again(page), user=edna)
    assert step_of(page) == "Legal check"
    verbs.approve(again(page), user=lex)
    assert again(page).dek == "Says the court."
    assert again(page).live


def test_a_flag_taken_away_after_a_send_back_puts_no_old_text_out(
    at_legal, lex, rita, edna
):
    page = at_legal()
    verbs.send_back(page, user=lex, comment="Who says so?")
    flags.unflag(again(page), user=lex, comment="The court said so.")
    edit(again(page), rita, dek="Says the court.")

    verbs.submit(again(page), user=rita)

    assert not again(page).live
    assert step_of(page) == "Editor approval"
    verbs.approve(again(page), user=edna)
    assert again(page).live
    assert again(page).dek == "Says the court."


def test_a_flag_survives_all_but_legal_and_a_copy_does_not_have_it(
    flagged, ed, lex, rita, newsroom
):
    page = flagged()
    verbs.send_back(page, user=ed, comment="Shorter.")
    verbs.submit(again(page), user=rita)
    verbs.cancel(again(page), user=rita)
    copy = again(page).copy(
        to=newsroom.world, update_attrs={"slug": "copy"}, keep_live=False, user=rita
    )

    assert list(LegalFlag.objects.values_list("page_id", flat=True)) == [page.pk]
    verbs.submit(again(copy), user=rita)
    verbs.approve(again(copy), user=ed)
    assert again(copy).live

    flags.unflag(again(page), user=lex, comment="Settled.")
    verbs.submit(again(page), user=rita)
    verbs.approve(again(page), user=ed)
    assert again(page).live
    entries = Entry.objects.filter(page_id=page.pk, happened__startswith="legal")
    assert list(
        entries.order_by("pk").values_list("happened", "user_name", "comment")
    ) == [
        (Happened.LEGAL_FLAGGED, "ed", WHY),
        (Happened.LEGAL_UNFLAGGED, "lex", "Settled."),
    ]


def test_a_reporter_flags_their_own_story_and_a_stranger_nothing(
    submitted, rita, mallory
):
    page = submitted()

    with pytest.raises(NotYours):
        flags.flag(page, user=mallory, why="Why not?")
    with pytest.raises(NothingSaid):
        flags.flag(page, user=rita, why=" ")
    assert not LegalFlag.objects.exists()
    assert not Entry.objects.filter(happened=Happened.LEGAL_FLAGGED).exists()

    flags.flag(page, user=rita, why=WHY)
    assert LegalFlag.objects.get().flagged_by_name == "rita"


def test_a_flag_is_not_taken_away_while_its_story_waits_for_legal(at_legal, lex):
    page = at_legal()
    with pytest.raises(LegalWaits):
        flags.unflag(page, user=lex, comment="Settled.")
    assert LegalFlag.objects.exists()
    assert TaskState.objects.filter(status="in_progress").count() == 1


@pytest.mark.parametrize(
    ("is_flagged", "hour", "label"),
    [
        (True, None, "Approve, then legal check"),
        (False, None, "Approve and publish"),
        (False, "2099-01-01T00:00:00Z", "Approve and schedule"),
    ],
)
def test_the_desks_button_says_what_it_does(
    newsroom, rita, ed, client, is_flagged, hour, label
):
    page = draft(newsroom.world, rita)
    edit(page, rita, go_live_at=hour and parse_datetime(hour))
    verbs.submit(again(page), user=rita)
    if is_flagged:
        flags.flag(page, user=ed, why=WHY)

    offered = again(page).current_workflow_task.get_actions(again(page), ed)
    assert ("approve", label, False) in offered
    client.force_login(ed)
    html = client.get(
        reverse("wagtailadmin_pages:edit", args=[page.pk])
    ).content.decode()
    assert label in html
    assert "and Publish" not in html


def test_editions_are_cut_only_when_legal_has_cleared(at_legal, lex):
    page = at_legal()
    assert not Edition.objects.filter(page_id=page.pk).exists()
    verbs.approve(page, user=lex)
    assert Edition.objects.filter(page_id=page.pk).count() == 1
