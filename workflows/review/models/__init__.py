"""The ledger of approvals, the review step, and what agencies killed.

approval      Approval: who let which text out, append-only
task          EditorApprovalTask: Wagtail's task, our rules
source_kill   SourceKill: an item that its agency killed
"""

from workflows.review.models.approval import Approval
from workflows.review.models.source_kill import SourceKill
from workflows.review.models.task import EditorApprovalTask

__all__ = ["Approval", "EditorApprovalTask", "SourceKill"]
