"""Two people lift an embargo early, and only two."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from pages.models import ArticlePage, PublishedDocument
from tests.newsroom import draft, edit, person, story
from workflows.press.models import Edition
from workflows.press.press import press
from workflows.review import verbs
from workflows.review.errors import OwnWork
from workflows.review.legal import flags
from workflows.review.legal.answers import clear_scheduled
from workflows.review.legal.errors import LegalOwed
from workflows.review.models import Approval, Entry, Happened
from workflows.review.reading import Read
from workflows.review.timing import errors
from workflows.review.timing.lifts import agree_lift, ask_lift
from workflows.review.timing.publish_due import publish_due

pytestmark = [pytest.mark.django_db, pytest.mark.guarantee]

REASON = "The other side has published"


def lifts(page) -> list[str]:
    kinds = (Happened.LIFT_ASKED, Happened.LIFT_AGREED)
    found = Entry.objects.filter(page_id=page.pk, happened__in=kinds).order_by("at")
    return [f"{entry.happened} by {entry.user_name}" for entry in found]


def stays_inside(page, hour) -> None:
    waiting = Revision.objects.for_instance(page).exclude(approved_go_live_at=None)
    assert [revision.approved_go_live_at for revision in waiting] == [hour]
    assert not ArticlePage.objects.get(pk=page.pk).live


def test_two_people_let_the_approved_text_out_at_once(embargoed, ed, edna, chioma):
    page = embargoed()
    ask_lift(page, user=edna, reason=REASON)

    agree_lift(page, user=chioma)
    press()

    assert lifts(page) == ["lift asked by edna", "lift agreed by chioma"]
    assert PublishedDocument.objects.get(page_id=page.pk).title == "Merger talks"
    out = ArticlePage.objects.get(pk=page.pk)
    assert (out.live, out.embargo_until, out.go_live_at) == (True, None, None)
    approval = Approval.objects.filter(page_id=page.pk).latest("at")
    assert (approval.user_name, approval.revision_id) == (
        "chioma",
        out.live_revision_id,
    )
    assert approval.comment == f"Embargo lifted: {REASON}"
    assert Edition.objects.filter(page_id=page.pk).count() == 1
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()


def test_one_person_is_not_enough(embargoed, edna, hour):
    page = embargoed()
    with pytest.raises(errors.NobodyAsked):
        agree_lift(page, user=edna)
    ask_lift(page, user=edna, reason=REASON)

    with pytest.raises(errors.SecondPersonNeeded):
        agree_lift(page, user=edna)

    stays_inside(page, hour)
    assert lifts(page) == ["lift asked by edna"]


def test_reporters_lift_nothing(embargoed, rita, edna, hour):
    page = embargoed()
    with pytest.raises(errors.MayNotLift):
        ask_lift(page, user=rita, reason=REASON)
    ask_lift(page, user=edna, reason=REASON)

    with pytest.raises(errors.MayNotLift):
        agree_lift(page, user=rita)

    stays_inside(page, hour)


def test_asking_needs_a_reason_and_is_done_once(embargoed, ed, edna, hour):
    page = embargoed()
    with pytest.raises(errors.SayWhy):
        ask_lift(page, user=edna, reason=" ")
    ask_lift(page, user=edna, reason=REASON)

    with pytest.raises(errors.AskedAlready):
        ask_lift(page, user=ed, reason="Me too")

    assert lifts(page) == ["lift asked by edna"]


def test_what_was_asked_ends_after_an_hour(embargoed, ed, edna, hour, time_machine):
    later = hour + timedelta(hours=2)
    page = embargoed(embargo_until=later)
    ask_lift(page, user=edna, reason=REASON)
    time_machine.move_to(timezone.now() + timedelta(minutes=61))

    with pytest.raises(errors.NobodyAsked):
        agree_lift(page, user=ed)

    stays_inside(page, later)


def test_a_story_without_an_embargo_has_nothing_to_lift(newsroom, rita, ed, edna):
    page = story(newsroom.world, rita, ed)

    with pytest.raises(errors.NothingToLift):
        ask_lift(page, user=edna, reason=REASON)


def test_a_draft_may_shed_its_embargo_once_it_was_lifted(
    newsroom, rita, ed, edna, chioma, hour
):
    page = draft(newsroom.world, rita, embargo_until=hour)
    verbs.submit(page, user=rita)
    verbs.send_back(page, user=ed, comment="They may have lifted it.")
    ask_lift(page, user=edna, reason=REASON)
    agree_lift(page, user=chioma)
    assert not ArticlePage.objects.get(pk=page.pk).live  # it was not approved

    edit(page, rita, embargo_until=None, go_live_at=None)
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)

    assert ArticlePage.objects.get(pk=page.pk).live


def test_a_correction_in_review_outlives_the_lift(embargoed, rita, ed, edna, chioma):
    page = embargoed()
    edit(page, rita, title="Merger talks, corrected")
    verbs.submit(page, user=rita)
    ask_lift(page, user=edna, reason=REASON)
    agree_lift(page, user=chioma)

    page = ArticlePage.objects.get(pk=page.pk)
    assert (page.live, page.title) == (True, "Merger talks")
    assert page.get_latest_revision_as_object().title == "Merger talks, corrected"
    assert page.workflow_in_progress
    verbs.approve(page, user=ed)
    assert publish_due() == 0  # it still names the hour, and waits for it


def test_whoever_wrote_a_correction_is_still_its_author_after_the_lift(
    embargoed, rita, ed, edna, chioma
):
    page = embargoed()
    edit(page, ed, title="Merger talks, corrected")
    page.refresh_from_db()
    edit(page, rita, dek="Both sides confirm.")
    verbs.submit(page, user=rita)
    page.refresh_from_db()
    read = Read.of(page.get_latest_revision())
    ask_lift(page, user=edna, reason=REASON)
    agree_lift(page, user=chioma)
    page = ArticlePage.objects.get(pk=page.pk)

    with pytest.raises(OwnWork):
        verbs.approve(page, user=ed)

    assert (page.live, page.has_unpublished_changes) == (True, True)
    assert page.draft_title == "Merger talks, corrected"
    verbs.approve(page, user=edna, read=read)  # it is what she read before the lift


@pytest.mark.parametrize("cleared", [True, False])
def test_of_a_flagged_story_the_lift_lets_out_what_legal_cleared_and_nothing_else(
    embargoed, ed, edna, chioma, hour, cleared
):
    lex = person("lex", "Legal")
    page = embargoed()
    flags.flag(page, user=ed, why="Names a suspect.")
    if cleared:
        clear_scheduled(page, user=lex, comment="Public record.")
    ask_lift(page, user=edna, reason=REASON)

    if not cleared:
        with pytest.raises(LegalOwed):
            agree_lift(page, user=chioma)
        stays_inside(page, hour)
        return
    agree_lift(page, user=chioma)

    assert ArticlePage.objects.get(pk=page.pk).live
    clearance = Approval.objects.filter(page_id=page.pk, kind="legal").latest("at")
    assert (clearance.user_id, clearance.user_name) == (lex.pk, "lex")
    assert clearance.comment == "The same words, without the embargo"
