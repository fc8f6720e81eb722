"""What is owed to whom, what each of them wants, and where a desk wants to be told.

notice        Notice: one event, told to one person by mail or to one webhook
preferences   Preferences: what one person wants, and when
webhook       Webhook: an address outside that a desk wants to be told at
"""

from workflows.notices.models.notice import Notice
from workflows.notices.models.preferences import Preferences
from workflows.notices.models.webhook import Webhook

__all__ = ["Notice", "Preferences", "Webhook"]
