"""The rules of review as pure functions: no database, no request, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Draft:
    """One revision, as far as the rules care: who saved it, and its content hash."""

    user_id: int | None
    content_hash: str


def writers(published_hash: str | None, drafts: Iterable[Draft]) -> frozenset[int]:
    """Return who changed the text since it was last published.

    `drafts` are oldest first. Saving without a change makes nobody a writer, and
    nobody stops being one because a colleague saved after them.
    """
    found, before = set(), published_hash
    for draft in drafts:
        if draft.content_hash != before and draft.user_id is not None:
            found.add(draft.user_id)
        before = draft.content_hash
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
