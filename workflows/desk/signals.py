"""What the desk tells the rooms above it."""

from django.dispatch import Signal

# Sent with `assignment` and `actor` in the transaction in which somebody else is to
# write it, it was begun, or it was dropped: its `state` and `person` say which.
assigned = Signal()
