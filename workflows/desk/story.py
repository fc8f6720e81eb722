"""What the desk knows of one story: plain facts, read once, shown on the board and at home."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Person:
    """Somebody, as a card names them."""

    id: int
    name: str


@dataclass(frozen=True)
class Step:
    """One step of review: what a column of the board stands for."""

    id: int
    name: str
    permission: str  # whoever decides here holds it
    of_desk: bool = True  # and may change stories there; legal decides everywhere


@dataclass(frozen=True)
class Held:
    """Somebody is on it, until then."""

    person: Person
    until: datetime


@dataclass(frozen=True)
class Reason:
    """Why a story needs attention: a sentence, and the screen where it is dealt with.

    `listed`: the home has a panel of its own for such.
    """

    text: str
    url: str = ""
    listed: bool = False


@dataclass(frozen=True)
class Return:
    """A story came back: who sent it, why, when."""

    by: str
    comment: str
    at: datetime


@dataclass(frozen=True)
class Story:
    """A page with what a card shows of its newest revision. Times are aware."""

    page_id: int
    path: str
    headline: str
    section: str
    desk_id: int | None
    byline: str
    words: int
    urgency: int
    owner: Person | None
    read: str  # the token of the revision that is shown
    changed_at: datetime
    live: bool
    has_changes: bool
    published_at: datetime | None
    never_published: bool
    step: int | None = None
    waits_since: datetime | None = None
    submitter: Person | None = None
    returned: Return | None = None
    goes_out_at: datetime | None = None
    due_at: datetime | None = None
    held: Held | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Plan:
    """An assignment without a page."""

    id: int
    title: str
    brief: str
    desk_id: int
    desk: str
    section: str
    person: Person | None
    due_at: datetime | None
    made_at: datetime
