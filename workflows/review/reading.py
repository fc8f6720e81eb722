"""Which text a reviewer read: what a decision is about."""

from dataclasses import dataclass
from typing import Any, Self

from wagtail.models import Revision


@dataclass(frozen=True)
class Read:
    """A revision as it stood when somebody read it; autosave rewrites some in place.

    saved_at: when that text was saved, ISO 8601; it tells the two apart.
    """

    revision_id: int
    saved_at: str

    @classmethod
    def of(cls, revision: Revision) -> Self:
        return cls(revision.pk, revision.created_at.isoformat())

    @classmethod
    def parse(cls, token: str) -> Self | None:
        """Return what a form posted as `token`; None if that is no token."""
        key, _, saved_at = token.partition("@")
        return cls(int(key), saved_at) if key.isdecimal() and saved_at else None

    @property
    def token(self) -> str:
        return f"{self.revision_id}@{self.saved_at}"


def text_read(page: Any, token: str) -> Revision | None:
    """Return the revision that `token` names, if its text is still the one that was read."""
    read = Read.parse(token)
    revision = page.revisions.filter(pk=read.revision_id).first() if read else None
    return revision if revision and Read.of(revision) == read else None
