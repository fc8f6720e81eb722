"""Nobody walks around the legal check: every door, and two at the same moment."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from pages.content_hash import content_hash_of
from pages.models import ArticlePage
from pages.signals import PublishRefused
from tests.newsroom import draft, edit, person, publish
from tests.together import after, at_once
from workflows.press.models import Edition
from workflows.press.press import press
from workflows.review import decisions, verbs
from workflows.review.legal import answers, flags, links, owed
from workflows.review.legal.errors import LegalOwed, LinkClosed, NothingWaits
from workflows.review.legal.models import LegalFlag, LegalLink
from workflows.review.models import Approval, Entry, Happened
from workflows.review.models.approval import Kind
from workflows.review.timing.publish_due import publish_due

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]


def again(page):
    return ArticlePage.objects.get(pk=page.pk)


def by_token(token, *, cleared, comment="So."):
    link = links.find(token)
    assert link is not None
    answers.by_link(link, cleared=cleared, signature="Jane Doe", comment=comment)


def nothing_went_out(page):
    return not again(page).live and not Edition.objects.filter(page_id=page.pk).exists()


def test_a_shell_cannot_publish_what_legal_has_not_cleared(at_legal, root_user):
    page = at_legal()
    with pytest.raises(LegalOwed):
        page.latest_revision.publish(user=root_user, skip_permission_checks=True)
    assert nothing_went_out(page)


def test_a_row_tampered_with_does_not_go_live(at_legal):
    page = at_legal()
    page.live = True
    page.live_revision = page.latest_revision
    page.last_published_at = timezone.now() - timedelta(days=1)
    with pytest.raises(LegalOwed):
        page.save()
    assert nothing_went_out(page)


def test_a_superuser_publishes_past_legal_by_no_button(at_legal, root_user, client):
    page = at_legal()
    client.force_login(root_user)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    client.post(f"{bulk}?id={page.pk}", {"include_descendants": ""})
    with pytest.raises(PublishRefused):
        page.get_latest_revision().publish(user=root_user)
    assert nothing_went_out(page)
    assert LegalFlag.objects.exists()


def test_an_editor_who_posts_for_the_legal_step_is_refused(at_legal, edna, client):
    page = at_legal()
    step = page.current_workflow_task_state
    client.force_login(edna)
    client.post(
        reverse(
            "wagtailadmin_pages:workflow_action", args=[page.pk, "approve", step.pk]
        ),
        {"comment": ""},
    )
    assert nothing_went_out(page)
    assert Approval.objects.filter(page_id=page.pk).count() == 1


def test_a_clearance_from_before_the_flag_does_not_count(at_legal, ed, lex):
    page = at_legal()
    verbs.approve(page, user=lex)
    text = content_hash_of(again(page).live_revision)
    assert not owed.is_owed(page.pk, text)

    flags.flag(again(page), user=ed, why="A new doubt.")

    assert owed.is_owed(page.pk, text)


def test_break_glass_goes_past_a_flag(at_legal, chioma):
    page = at_legal()
    decisions.record(
        page,
        page.get_latest_revision(),
        kind=Kind.BREAK_GLASS,
        user=chioma,
        comment="The harbor is burning.",
    )
    page.get_latest_revision().publish(user=chioma, skip_permission_checks=True)
    assert again(page).live


def test_what_is_out_stays_out_and_can_be_pressed(newsroom, rita, ed, lex):
    page = draft(newsroom.world, rita)
    publish(page, rita, ed)
    flags.flag(again(page), user=ed, why="A reader wrote.")

    again(page).save()
    press()
    assert again(page).live

    edit(again(page), rita, dek="Another text.")
    verbs.submit(again(page), user=rita)
    verbs.approve(again(page), user=ed)
    assert again(page).current_workflow_task_state.task.name == "Legal check"
    assert again(page).dek == "Crews return on Monday."


@pytest.fixture
def flagged_late(newsroom, rita, ed):
    """A story that was approved and scheduled for in an hour, and flagged then."""
    page = draft(newsroom.world, rita)
    edit(page, rita, go_live_at=timezone.now() + timedelta(hours=1))
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)
    flags.flag(again(page), user=ed, why="Names a suspect.")
    return again(page)


def at_its_hour():
    return time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1))


def test_a_flag_on_a_scheduled_story_keeps_it_in_until_legal_clears_it(
    flagged_late, lex
):
    page = flagged_late
    with at_its_hour():
        assert publish_due() == 0
    assert nothing_went_out(page)
    assert again(page).scheduled_revision is not None

    answers.clear_scheduled(page, user=lex, comment="Public record.")
    with pytest.raises(NothingWaits):
        answers.clear_scheduled(again(page), user=lex)
    with at_its_hour():
        assert publish_due() == 1
    assert again(page).live


def test_a_lawyer_who_objects_takes_a_story_off_the_schedule(flagged_late, lex):
    page = flagged_late
    token = links.make(page, user=lex, lawyer="Jane", email="jane@law.example")

    by_token(token, cleared=False, comment="No name.")

    assert again(page).scheduled_revision is None
    with at_its_hour():
        assert publish_due() == 0
    assert nothing_went_out(page)
    entry = Entry.objects.get(happened=Happened.UNSCHEDULED)
    assert entry.comment == "Jane Doe (lawyer, by link): No name."


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_a_flag_and_an_approval_at_once_it_was_out_before_or_waits_for_legal(
    submitted, ed, edna, slow_gate
):
    for number, delay in enumerate((0.0, 0.05, 0.15, -0.05)):
        page = submitted(f"Story {number}")
        answers_ = at_once(
            after(-delay, lambda p=page: verbs.approve(p, user=ed)),
            after(delay, lambda p=page: flags.flag(p, user=edna, why="Wait.")),
        )

        assert answers_[0] is None
        flag = LegalFlag.objects.get(page_id=page.pk)
        step = again(page).current_workflow_task_state
        if again(page).live:
            assert Approval.objects.get(page_id=page.pk).at < flag.at
        else:
            assert step.task.name == "Legal check"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_answers_by_one_link_at_once_exactly_one_counts(
    at_legal, newsroom, slow_gate
):
    lex = person("lex", "Legal")
    for number in range(3):
        page = at_legal(f"Story {number}")
        link = links.make(page, user=lex, lawyer="Jane", email="jane@law.example")

        got = at_once(
            partial(by_token, link, cleared=True),
            partial(by_token, link, cleared=False),
        )

        assert got.count(None) == 1
        assert sum(isinstance(one, LinkClosed) for one in got) == 1
        legal = Approval.objects.filter(page_id=page.pk, kind=Kind.LEGAL).count()
        assert again(page).live is bool(legal)
        cleared = LegalLink.objects.get(page_id=page.pk).outcome == "cleared"
        assert cleared is again(page).live
