"""What can go wrong on the way to a mirror, and whose fault it is."""


class MirrorFailed(Exception):
    """The mirror itself does not work. Its breaker opens and its files wait."""


class FileFailed(Exception):
    """This one file cannot be carried. It waits longer each time; the others go on."""


class LeaseLost(Exception):
    """Another worker carries this mirror now, or it was paused. Leave it alone."""
