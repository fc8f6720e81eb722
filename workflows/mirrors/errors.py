"""What can go wrong on the way to a mirror, and whose fault it is."""

from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself


class MirrorFailed(SaysItself):
    says = _("The mirror itself does not work. Its breaker opens and its files wait.")


class FileFailed(SaysItself):
    says = _(
        "This one file cannot be carried. It waits longer each time; the others go on."
    )


class LeaseLost(SaysItself):
    says = _(
        "Another worker carries this mirror now, or it was paused. Leave it alone."
    )
