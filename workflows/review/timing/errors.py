"""What schedule and embargo refuse, in sentences that say what to do next."""

from django.utils.translation import gettext_lazy as _

from pages.signals import PublishRefused
from workflows.review.errors import ReviewRefused


class BeforeItsHour(PublishRefused):
    says = _(
        "This story may not leave before its hour. It goes out by itself when that has"
        " come."
    )


class EmbargoBinds(ReviewRefused):
    says = _(
        "The story was submitted under an embargo that this text leaves out or"
        " shortens. Put the embargo back, or have two people lift it under “Lift"
        " embargo…”."
    )


class SayWhy(ReviewRefused):
    says = _("Say why: it stays in the story's record.")


class NotOnSchedule(ReviewRefused):
    says = _(
        "This story is not on the schedule: it went out, or somebody took it off."
        " Reload it."
    )


class MayNotLift(ReviewRefused):
    says = _("You may not lift embargoes of this section. Ask an editor of its desk.")


class NothingToLift(ReviewRefused):
    says = _("No embargo binds this story any more. Reload it to see where it stands.")


class AskedAlready(ReviewRefused):
    says = _(
        "Somebody has asked to lift this embargo already. A second person agrees to"
        " that."
    )


class NobodyAsked(ReviewRefused):
    says = _("Nobody has asked to lift this embargo within the last hour. Ask first.")


class SecondPersonNeeded(ReviewRefused):
    says = _("You asked for this yourself, so somebody else must agree.")
