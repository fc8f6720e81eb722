"""The order on a mirror, whichever way it is fed."""

from django.db.models import IntegerChoices


class Rank(IntegerChoices):
    """The order on a mirror: what a file leads to is there before the file is.

    Takedowns go the other way: first the page, then the lists that name it, its
    pictures last. What is signed describes what lies there, so it follows.
    """

    REMOVED = 0
    IMMUTABLE = 1
    PAGE = 2
    LIST = 3
    GONE_IMMUTABLE = 4
    METADATA = 5
    HEAD = 6
    GONE_METADATA = 7
