"""The ledger, the steps of review, and what agencies killed.

ledger        what may only be added to
approval      Approval: who let which text out
entry         Entry and ReviewedText: what happened to a story, and to which text
task          EditorApprovalTask: Wagtail's task, our rules
release       Release: each hour on the schedule that was kept or missed
later_review  LaterReview: what went out alone, to be read by somebody else
source_kill   SourceKill: an item that its agency killed

Those of the legal check are in its own package.
"""

from workflows.review.legal.models import LegalFlag, LegalLink
from workflows.review.legal.task import LegalCheckTask
from workflows.review.models.approval import Approval
from workflows.review.models.entry import Entry, Happened, ReviewedText
from workflows.review.models.later_review import LaterReview
from workflows.review.models.release import Release
from workflows.review.models.source_kill import SourceKill
from workflows.review.models.task import EditorApprovalTask

__all__ = [
    "Approval",
    "EditorApprovalTask",
    "Entry",
    "Happened",
    "LaterReview",
    "LegalCheckTask",
    "LegalFlag",
    "LegalLink",
    "Release",
    "ReviewedText",
    "SourceKill",
]
