"""What a check found, and the registry of checks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from pages.models import PublicPage
from pages.public.forms import Form
from pages.public.resolver import Resolver


@dataclass(frozen=True)
class Finding:
    """One thing about a text.

    field: the editor's field that it is about, e.g. `lead_picture`.
    message: what is the matter, and what to do; one or two sentences.
    blocks: whether the text may not go out like this.
    """

    field: str
    message: str
    blocks: bool = False


@dataclass(frozen=True)
class Subject:
    """A draft, looked at once for all checks.

    form: its public form, with pictures and links as a preview has them.
    resolver: what looked them up: `pictures`, and which of `pages` are public.
    now: when it is asked, UTC.
    """

    draft: Any
    form: Form
    resolver: Resolver
    now: datetime = field(default_factory=timezone.now)

    @classmethod
    def of(cls, draft: PublicPage) -> "Subject":
        resolver = Resolver(draft=True)
        return cls(draft, draft.public(resolver), resolver)


Check = Callable[[Subject], Iterable[Finding]]
CHECKS: list[Check] = []


def check(looks: Check) -> Check:
    """Register a function that looks at a text; in the order in which they are shown."""
    CHECKS.append(looks)
    return looks


def findings(draft: PublicPage) -> list[Finding]:
    """Return all that is to be said about `draft`, what blocks first."""
    subject = Subject.of(draft)
    found = [finding for looks in CHECKS for finding in looks(subject)]
    return sorted(found, key=lambda finding: not finding.blocks)


def blocking(draft: PublicPage) -> list[Finding]:
    """Return what keeps `draft` from going out."""
    return [finding for finding in findings(draft) if finding.blocks]
