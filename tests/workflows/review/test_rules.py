"""Rules of review: pure functions, tried with whatever sequence of saves can happen."""

from hypothesis import given
from hypothesis import strategies as st

from workflows.review.rules import Draft, authors, is_own_work, writers

PEOPLE = st.integers(min_value=1, max_value=5)
TEXTS = st.sampled_from("abc")
SAVES = st.lists(st.builds(Draft, user_id=PEOPLE, meaning=TEXTS), max_size=12)


def test_whoever_changes_the_text_is_a_writer():
    assert writers("a", [Draft(1, "b"), Draft(2, "c")]) == {1, 2}


def test_saving_without_a_change_makes_nobody_a_writer():
    assert writers("a", [Draft(1, "b"), Draft(2, "b")]) == {1}


def test_the_first_draft_ever_has_a_writer():
    assert writers(None, [Draft(1, "a")]) == {1}


def test_the_owner_counts_for_the_first_publication_only():
    assert authors([], submitter_id=2, owner_id=1, first_publication=True) == {1, 2}
    assert authors([], submitter_id=2, owner_id=1, first_publication=False) == {2}


def test_nobody_known_is_nobody():
    found = authors([], submitter_id=None, owner_id=None, first_publication=True)
    assert found == frozenset()


@given(SAVES, SAVES)
def test_a_later_save_never_takes_a_writer_away(before, after):
    assert writers("a", before) <= writers("a", before + after)


@given(SAVES, PEOPLE)
def test_whoever_had_the_last_changing_word_may_not_approve(saves, submitter):
    found = authors(
        writers("a", saves),
        submitter_id=submitter,
        owner_id=None,
        first_publication=False,
    )
    texts = ["a", *(save.meaning for save in saves)]
    for save, before in zip(saves, texts, strict=False):
        if save.meaning != before:
            assert is_own_work(save.user_id, found)
    assert is_own_work(submitter, found)
