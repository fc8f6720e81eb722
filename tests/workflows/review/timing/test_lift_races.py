"""Two at the same moment about one embargo, on PostgreSQL: exactly one outcome."""

import pytest
from wagtail.models import Revision

from pages.models import ArticlePage
from tests.together import after, at_once
from tests.workflows.review.test_kill_wins import is_killed, raised
from workflows.press.models import Action, Edition
from workflows.press.takedown import kill
from workflows.review.models import Approval, Entry, Happened
from workflows.review.timing import errors
from workflows.review.timing.lifts import agree_lift, ask_lift
from workflows.review.timing.unschedule import unschedule

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.guarantee,
]

DELAYS = (-0.1, 0.0, 0.1)


def agreed(page) -> int:
    found = Entry.objects.filter(page_id=page.pk, happened=Happened.LIFT_AGREED)
    return found.count()


def editions_of(page) -> list[str]:
    found = Edition.objects.filter(page_id=page.pk).order_by("number")
    return list(found.values_list("action", flat=True))


def test_of_two_who_agree_at_once_one_lifts_and_the_story_goes_out_once(
    embargoed, ed, edna, chioma, slow_gate
):
    for delay in DELAYS:
        page = embargoed(f"Merger {delay}")
        ask_lift(page, user=edna, reason="They broke it")

        answers = at_once(
            after(-delay, lambda p=page: agree_lift(p, user=ed)),
            after(delay, lambda p=page: agree_lift(p, user=chioma)),
        )

        late = [one for one in answers if isinstance(one, errors.NothingToLift)]
        assert len(late) == 1, answers
        assert raised(answers, errors.NothingToLift) == []
        assert agreed(page) == 1
        assert editions_of(page) == [Action.PUBLISH]
        assert Approval.objects.filter(page_id=page.pk).count() == 2


def test_of_two_who_ask_at_once_one_asks(embargoed, ed, chioma):
    page = embargoed()

    answers = at_once(
        lambda: ask_lift(page, user=ed, reason="They broke it"),
        lambda: ask_lift(page, user=chioma, reason="They broke it"),
    )

    assert len([one for one in answers if isinstance(one, Entry)]) == 1, answers
    assert raised(answers, errors.AskedAlready) == []


def test_a_lift_and_a_kill_at_once_end_killed(
    embargoed, ed, edna, chioma, slow_gate, client
):
    for delay in DELAYS:
        page = embargoed(f"Merger {delay}")
        ask_lift(page, user=edna, reason="They broke it")

        answers = at_once(
            after(-delay, lambda p=page: agree_lift(p, user=ed)),
            after(delay, lambda p=page: kill(p.pk, actor=chioma, reason="legal")),
        )

        assert raised(answers, errors.NothingToLift) == [], delay
        assert is_killed(page, client), delay


def test_a_lift_and_taking_it_off_the_schedule_at_once_have_one_outcome(
    embargoed, ed, edna, chioma, slow_gate
):
    for delay in DELAYS:
        page = embargoed(f"Merger {delay}")
        ask_lift(page, user=edna, reason="They broke it")

        answers = at_once(
            after(-delay, lambda p=page: agree_lift(p, user=chioma)),
            after(delay, lambda p=page: unschedule(p, user=ed, comment="Wait")),
        )

        assert raised(answers, errors.NotOnSchedule) == [], delay
        out = ArticlePage.objects.get(pk=page.pk).live
        was_taken_off = isinstance(answers[1], Entry)
        assert out is not was_taken_off, (delay, answers)
        assert editions_of(page) == ([Action.PUBLISH] if out else [])
        waiting = Revision.objects.for_instance(page).exclude(approved_go_live_at=None)
        assert not waiting.exists()
