"""The ledger of approvals, and the review step."""

from workflows.review.models.approval import Approval
from workflows.review.models.task import EditorApprovalTask

__all__ = ["Approval", "EditorApprovalTask"]
