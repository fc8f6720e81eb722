"""What the press tells the rooms above."""

from django.dispatch import Signal

# Sent inside the transaction that changed the published tree.
# Arguments: files (list[PublishedFile], gone ones included), urgent (bool).
tree_changed = Signal()

# Sent when a takedown ends a story's schedule, in its transaction.
# Arguments: page (PublicPage), revision (the text that waited), user (or None).
taken_off_schedule = Signal()
