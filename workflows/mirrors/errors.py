"""What can go wrong on the way to a mirror, and whose fault it is."""

from pages.refusals import SaysItself


class MirrorFailed(SaysItself):
    """The mirror itself does not work. Its breaker opens and its files wait."""


class FileFailed(SaysItself):
    """This one file cannot be carried. It waits longer each time; the others go on."""


class LeaseLost(SaysItself):
    """Another worker carries this mirror now, or it was paused. Leave it alone."""
