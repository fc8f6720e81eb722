"""Which embargo binds, and who may lift it: pure functions, in whatever order things happen."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflows.review.timing.rules import (
    ASKING_HOLDS,
    Asked,
    Said,
    binding,
    may_agree,
    sheds,
    stands,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOURS = st.integers(-6, 6).map(lambda n: NOW + timedelta(hours=n))
PAST = st.integers(-6, 0).map(lambda n: NOW + timedelta(hours=n))
TEXTS = st.lists(st.builds(Said, at=PAST, until=st.none() | HOURS), max_size=8)
LATER, LAST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


def test_the_last_embargo_that_was_submitted_binds():
    said = [Said(NOW, LAST), Said(NOW, LATER), Said(NOW, None)]
    assert binding(said, since=None, now=NOW) == LAST


def test_an_embargo_that_has_ended_binds_nobody():
    said = [Said(NOW - timedelta(days=1), NOW)]
    assert binding(said, since=None, now=NOW) is None


def test_what_was_said_before_a_lift_binds_nobody():
    said = [Said(NOW - timedelta(hours=1), LAST)]
    assert binding(said, since=NOW, now=NOW) is None


def test_whoever_asked_is_not_the_second_person():
    asked = Asked(user_id=1, at=NOW, until=LATER)
    assert may_agree(asked, 2)
    assert not may_agree(asked, 1)


def test_asking_holds_for_an_hour_and_for_that_embargo_only():
    asked = Asked(user_id=1, at=NOW, until=LAST)
    assert stands(asked, bound=LAST, now=NOW + ASKING_HOLDS - timedelta(seconds=1))
    assert not stands(asked, bound=LAST, now=NOW + ASKING_HOLDS)
    assert not stands(asked, bound=LATER, now=NOW)
    assert not stands(asked, bound=None, now=NOW)


@given(TEXTS, st.none() | HOURS)
def test_no_sequence_of_texts_lets_one_out_before_an_embargo_that_was_submitted(
    said, until
):
    if not sheds(until, binding(said, since=None, now=NOW)):
        ahead = [text.until for text in said if text.until and text.until > NOW]
        assert all(until is not None and until >= hour for hour in ahead)


@given(TEXTS, TEXTS)
def test_saying_more_never_frees_a_text(before, after):
    first = binding(before, since=None, now=NOW)
    second = binding(before + after, since=None, now=NOW)
    assert first is None or (second is not None and second >= first)
