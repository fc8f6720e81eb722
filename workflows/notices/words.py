"""What notices are called, and the sentences they say."""

from django.utils.translation import gettext_lazy as _

from workflows.notices.rules import ALWAYS, BETWEEN_PEOPLE, Kind

LABELS = {
    Kind.SUBMITTED: _("Submitted"),
    Kind.SENT_BACK: _("Sent back"),
    Kind.TAKEN_OUT: _("Taken out of review"),
    Kind.LEGAL_FLAGGED: _("Legal check asked for"),
    Kind.CLEARED: _("Legally cleared"),
    Kind.APPROVED: _("Approved"),
    Kind.SCHEDULED: _("Scheduled"),
    Kind.UNSCHEDULED: _("Taken off the schedule"),
    Kind.SCHEDULE_FAILED: _("Could not go out on time"),
    Kind.LIFT_ASKED: _("Lifting an embargo needs a second person"),
    Kind.PUBLISHED: _("Published"),
    Kind.UPDATED: _("Updated"),
    Kind.CORRECTED: _("Corrected"),
    Kind.BREAKING: _("Breaking news"),
    Kind.BREAK_GLASS: _("Published without a second person"),
    Kind.REVIEW_OWED: _("To be reviewed after the fact"),
    Kind.WITHDRAWN: _("Withdrawn"),
    Kind.KILLED: _("Killed"),
    Kind.COMMENTED: _("New comments"),
    Kind.MENTIONED: _("You are mentioned"),
    Kind.ASSIGNED: _("Assigned to you"),
    Kind.MIRRORS: _("Trouble with mirrors"),
}

# `who` is a person, or the newsroom's own name if a machine did it.
SENTENCES = {
    Kind.SUBMITTED: _("%(who)s submitted “%(headline)s”. It waits for an editor."),
    Kind.SENT_BACK: _("%(who)s sent “%(headline)s” back."),
    Kind.TAKEN_OUT: _("%(who)s took “%(headline)s” out of review. It is a draft."),
    Kind.LEGAL_FLAGGED: _("%(who)s flagged “%(headline)s” for the legal check."),
    Kind.CLEARED: _("%(who)s cleared “%(headline)s” in the legal check."),
    Kind.APPROVED: _("%(who)s approved “%(headline)s”."),
    Kind.SCHEDULED: _("%(who)s scheduled “%(headline)s”."),
    Kind.UNSCHEDULED: _("%(who)s took “%(headline)s” off the schedule."),
    Kind.SCHEDULE_FAILED: _(
        "“%(headline)s” was due and could not go out. It keeps its place and is tried"
        " again: see what it lacks."
    ),
    Kind.LIFT_ASKED: _(
        "%(who)s asks to lift the embargo on “%(headline)s”. A second person must agree."
    ),
    Kind.PUBLISHED: _("“%(headline)s” is live. %(who)s approved it."),
    Kind.UPDATED: _("An update of “%(headline)s” is live. %(who)s approved it."),
    Kind.CORRECTED: _("A correction of “%(headline)s” is live. %(who)s approved it."),
    Kind.BREAKING: _(
        "%(who)s published “%(headline)s” as breaking news, before review."
    ),
    Kind.BREAK_GLASS: _(
        "%(who)s published “%(headline)s” alone. A review after the fact is open."
    ),
    Kind.REVIEW_OWED: _(
        "“%(headline)s” went out unreviewed, by %(who)s. Somebody else must read it now."
    ),
    Kind.WITHDRAWN: _("%(who)s withdrew “%(headline)s”."),
    Kind.KILLED: _("%(who)s killed “%(headline)s”. Do not use it anywhere."),
    Kind.COMMENTED: _("%(who)s commented on “%(headline)s”."),
    Kind.MENTIONED: _("%(who)s mentioned you in a comment on “%(headline)s”."),
    Kind.MIRRORS: _("Something changed at these mirrors: %(headline)s."),
    Kind.ASSIGNED: _("You are to write “%(headline)s”. %(who)s gave it to you."),
}

OPTIONAL = [(kind.value, LABELS[kind]) for kind in Kind if kind not in ALWAYS]
FOR_WEBHOOKS = [
    (kind.value, LABELS[kind])
    for kind in Kind
    if kind not in ALWAYS and kind not in BETWEEN_PEOPLE
]
