"""What can go wrong on the way to a mirror, and whose fault it is."""

from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself


class MirrorFailed(SaysItself):
    """`credential`: the name of the one to look at, where it is known to be that."""

    credential = ""
    says = _("The mirror itself does not work. Its breaker opens and its files wait.")


class FileFailed(SaysItself):
    """Its sentence holds no path: it is logged, and outlives a story that was killed."""

    says = _(
        "This one file cannot be carried. It waits longer each time; the others go on."
    )


class Changed(FileFailed):
    says = _("It was changed meanwhile by somebody else. It is looked at again soon.")


class NotAsWritten(FileFailed):
    says = _("What lies there is not what was written. It is written again soon.")


class TooLarge(FileFailed):
    says = _("What lies there is larger than any file of ours, or is none. Remove it.")


class LeaseLost(SaysItself):
    says = _(
        "Another worker carries this mirror now, or it was paused. Leave it alone."
    )
