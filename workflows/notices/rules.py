"""Who is told what, and when, as pure functions and tables: no database, no clock."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum


class Kind(StrEnum):
    """What a notice is about."""

    SUBMITTED = "submitted"
    SENT_BACK = "sent back"
    TAKEN_OUT = "taken out"
    LEGAL_FLAGGED = "legal flagged"
    CLEARED = "cleared"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    UNSCHEDULED = "unscheduled"
    SCHEDULE_FAILED = "schedule failed"
    LIFT_ASKED = "lift asked"
    PUBLISHED = "published"
    UPDATED = "updated"
    CORRECTED = "corrected"
    BREAKING = "breaking"
    BREAK_GLASS = "break-glass"
    REVIEW_OWED = "review owed"
    WITHDRAWN = "withdrawn"
    KILLED = "killed"
    COMMENTED = "commented"
    MENTIONED = "mentioned"
    ASSIGNED = "assigned"
    MIRRORS = "mirrors"


class Who(StrEnum):
    """Who somebody is to a story."""

    SUBMITTER = "submitter"
    OWNER = "owner"
    APPROVER = "approver"  # who approved it last
    EDITORS = "editors"  # those of its desk who may approve it, and did not write it
    DESK = "desk"  # everybody of its desk
    CHIEFS = "chiefs"  # who may kill
    LEGAL = "legal"  # who may clear it
    LIFTERS = "lifters"  # who may agree to lift an embargo
    FOLLOWERS = "followers"  # who asked to be told of its comments
    OPERATORS = "operators"  # who may change mirrors
    NAMED = "named"  # whom the event itself names


AUTHORS = (Who.SUBMITTER, Who.OWNER)
TOLD: dict[Kind, tuple[Who, ...]] = {
    Kind.SUBMITTED: (Who.EDITORS,),
    Kind.SENT_BACK: AUTHORS,
    Kind.TAKEN_OUT: AUTHORS,
    Kind.LEGAL_FLAGGED: (Who.LEGAL,),
    Kind.CLEARED: (*AUTHORS, Who.EDITORS),
    Kind.APPROVED: AUTHORS,
    Kind.SCHEDULED: (*AUTHORS, Who.APPROVER, Who.CHIEFS),
    Kind.UNSCHEDULED: (*AUTHORS, Who.APPROVER),
    Kind.SCHEDULE_FAILED: (Who.APPROVER, Who.CHIEFS),
    Kind.LIFT_ASKED: (Who.LIFTERS,),
    Kind.PUBLISHED: AUTHORS,
    Kind.UPDATED: AUTHORS,
    Kind.CORRECTED: (*AUTHORS, Who.DESK, Who.CHIEFS),
    Kind.BREAKING: (Who.DESK, Who.CHIEFS),
    Kind.BREAK_GLASS: (Who.CHIEFS,),
    Kind.REVIEW_OWED: (Who.EDITORS,),
    Kind.WITHDRAWN: (*AUTHORS, Who.DESK, Who.CHIEFS),
    Kind.KILLED: (*AUTHORS, Who.DESK, Who.CHIEFS),
    Kind.COMMENTED: (Who.FOLLOWERS, Who.NAMED),
    Kind.MENTIONED: (Who.NAMED,),
    Kind.ASSIGNED: (Who.NAMED,),
    Kind.MIRRORS: (Who.OPERATORS,),
}

# Told whatever anybody's preferences are, a desk's too.
ALWAYS = frozenset({Kind.WITHDRAWN, Kind.KILLED, Kind.BREAK_GLASS})
# Told in quiet hours too, to those who want to be told.
AT_ONCE = ALWAYS | {Kind.SCHEDULE_FAILED, Kind.LIFT_ASKED, Kind.MIRRORS}
# What people say to one another stays with them: a desk's webhook is never told.
BETWEEN_PEOPLE = frozenset(
    {Kind.SENT_BACK, Kind.COMMENTED, Kind.MENTIONED, Kind.ASSIGNED}
)
# What a machine says, no person: a webhook is told all of it.
OF_MACHINES = frozenset({Kind.MIRRORS})
# What one sees in the story's editor only.
IN_THE_EDITOR = frozenset({Kind.COMMENTED, Kind.MENTIONED})

# Whoever comments goes on commenting: what they say until then is told in one.
PAUSES = {Kind.COMMENTED: timedelta(minutes=2)}

# What is no longer true once this happened: it is not told if it was not told yet.
OVERTAKES: dict[Kind, frozenset[Kind]] = {
    Kind.SUBMITTED: frozenset({Kind.SUBMITTED, Kind.SENT_BACK, Kind.TAKEN_OUT}),
    Kind.SENT_BACK: frozenset({Kind.SUBMITTED}),
    Kind.TAKEN_OUT: frozenset({Kind.SUBMITTED, Kind.LEGAL_FLAGGED}),
    Kind.APPROVED: frozenset({Kind.SUBMITTED}),
    Kind.CLEARED: frozenset({Kind.LEGAL_FLAGGED}),
    Kind.SCHEDULED: frozenset({Kind.SUBMITTED, Kind.APPROVED, Kind.CLEARED}),
    Kind.UNSCHEDULED: frozenset({Kind.SCHEDULED, Kind.SCHEDULE_FAILED}),
    Kind.PUBLISHED: frozenset(
        {
            Kind.SUBMITTED,
            Kind.TAKEN_OUT,
            Kind.APPROVED,
            Kind.CLEARED,
            Kind.SCHEDULED,
            Kind.SCHEDULE_FAILED,
            Kind.LIFT_ASKED,
        }
    ),
    Kind.WITHDRAWN: frozenset(Kind) - ALWAYS - IN_THE_EDITOR,
    Kind.KILLED: frozenset(Kind) - {Kind.KILLED, Kind.BREAK_GLASS} - IN_THE_EDITOR,
}
for again in (Kind.UPDATED, Kind.CORRECTED):
    OVERTAKES[again] = OVERTAKES[Kind.PUBLISHED]
for alone in (Kind.BREAKING, Kind.BREAK_GLASS):  # it ends the review that waits
    OVERTAKES[alone] = frozenset({Kind.SUBMITTED, Kind.TAKEN_OUT})

NAME = re.compile(r"(?<![\w@.])@([\w@.+-]+)")


@dataclass(frozen=True)
class Quiet:
    """Hours in which somebody is left alone, by their own clock; none if both are equal."""

    start: time
    end: time
    zone: tzinfo


def when(
    kind: Kind, *, now: datetime, muted: Collection[str] = (), quiet: Quiet | None
) -> datetime | None:
    """Return the hour from which somebody may be told of `kind`; None: not at all.

    Args:
        kind: what it is about.
        now: aware.
        muted: the kinds that this person does not want to be told of.
        quiet: this person's quiet hours, if any.
    """
    if kind in muted and kind not in ALWAYS:
        return None
    if kind in AT_ONCE or quiet is None:
        return now
    return after_quiet(now, quiet)


def after_quiet(now: datetime, quiet: Quiet) -> datetime:
    """Return `now`, or the end of the quiet hours that it lies in, in `now`'s zone."""
    here = now.astimezone(quiet.zone)
    clock = here.timetz().replace(tzinfo=None)
    if quiet.start <= quiet.end:
        inside = quiet.start <= clock < quiet.end
    else:  # over midnight
        inside = clock >= quiet.start or clock < quiet.end
    if not inside:
        return now
    day = here.date() + timedelta(days=clock >= quiet.end)
    end = datetime.combine(day, quiet.end, tzinfo=quiet.zone)
    return max(now, end.astimezone(now.tzinfo))


def names_in(text: str) -> frozenset[str]:
    """Return what may be user names in `text`: what follows an @ at a word's start.

    A name may hold `@`, `.`, `+` and `-`; at the end of a sentence these are not part
    of it, so both readings are returned.
    """
    found = set(NAME.findall(text))
    return frozenset(found | {name.rstrip("@.+-") for name in found} - {""})
