"""The rules of review as pure functions: no database, no request, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Draft:
    """One revision, as far as the rules care: who saved it, and what it says.

    meaning: hash of all that bears meaning: of everything but where a story stands,
        when, and how it is found.
    """

    user_id: int | None
    meaning: str


def writers(published: str | None, drafts: Iterable[Draft]) -> frozenset[int]:
    """Return who changed what the text says since it was last published.

    `published` is the meaning of the live text, `drafts` are oldest first. Saving
    without a change makes nobody a writer, nor does giving a story its place, its hour
    or its tags; and nobody stops being one because a colleague saved after them.
    """
    found, before = set(), published
    for draft in drafts:
        if draft.meaning != before and draft.user_id is not None:
            found.add(draft.user_id)
        before = draft.meaning
    return frozenset(found)


def authors(
    writer_ids: Iterable[int],
    *,
    submitter_id: int | None,
    owner_id: int | None,
    first_publication: bool,
) -> frozenset[int]:
    """Return everyone whose own work this is: none of them may approve it (four eyes)."""
    found = {*writer_ids, submitter_id}
    if first_publication:
        found.add(owner_id)
    return frozenset(user_id for user_id in found if user_id is not None)


def is_own_work(user_id: int, author_ids: Iterable[int]) -> bool:
    return user_id in frozenset(author_ids)


def was_read(user_id: int, saved_by: Iterable[int | None]) -> bool:
    """Say whether somebody knows the newest text: all that was saved since is their own.

    `saved_by` are the savers of every revision after the one they read.
    """
    return all(saver == user_id for saver in saved_by)


REASON = 15  # characters: a word is no reason


def is_reason(text: str) -> bool:
    """Say whether somebody wrote down why, and did not just lean on a key."""
    words = text.split()
    return len(" ".join(words)) >= REASON and len(set(words)) > 1
