"""How much an update matters: the rules, on plain values."""

from hypothesis import given
from hypothesis import strategies as some

from pages.models.correction import Kind
from pages.significance import Significance, lacks_note, outcome

CHOSEN = some.sampled_from(["", *(one.value for one in Significance)])
KINDS = some.frozensets(some.sampled_from([one.value for one in Kind]))


@given(CHOSEN, KINDS)
def test_a_new_correction_makes_a_correction_whatever_was_chosen(chosen, kinds):
    is_correction = outcome(chosen, kinds) == Significance.CORRECTION
    assert is_correction == ("correction" in kinds or chosen == "correction")


@given(CHOSEN, KINDS)
def test_what_tells_readers_something_is_never_minor(chosen, kinds):
    is_minor = outcome(chosen, kinds) == Significance.MINOR
    assert is_minor == (chosen == "minor" and not kinds)


@given(CHOSEN, KINDS)
def test_only_what_is_called_a_correction_owes_a_note_that_corrects(chosen, kinds):
    corrects = bool({"correction", "clarification"} & kinds)
    assert lacks_note(chosen, kinds) == (chosen == "correction" and not corrects)
