"""What the press tells the rooms above."""

from django.dispatch import Signal

# Sent inside the transaction that changed the published tree.
# Arguments: files (list[PublishedFile], gone ones included), urgent (bool).
tree_changed = Signal()
