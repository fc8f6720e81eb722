"""What the mirrors tell the rooms above them."""

from django.dispatch import Signal

# Sent with `news` (alarms.said.News) in the transaction in which alarms changed.
alarmed = Signal()
