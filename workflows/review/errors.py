"""What review refuses, in sentences that say what to do next."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself


class ReviewRefused(SaysItself, PermissionDenied):
    says = _("This is not allowed in review.")


class AlreadyDecided(ReviewRefused):
    says = _("Somebody else has just decided this story. Reload it to see the outcome.")


class OwnWork(ReviewRefused):
    says = _("You worked on this text, so another editor must approve it.")


class NotYourDesk(ReviewRefused):
    says = _("You may not decide stories of this section. Ask an editor of its desk.")


class TextChanged(ReviewRefused):
    says = _(
        "The text changed since you read it. Read what changed, then decide again."
    )


class NotReady(ReviewRefused):
    says = _("The story is not complete.")


class NotInReview(ReviewRefused):
    says = _("This story is not in review. Submit it first.")


class MayNotCancel(ReviewRefused):
    says = _(
        "Only who submitted the story, its owner or an editor of its desk takes it out"
        " of review."
    )


class MayNotSubmit(ReviewRefused):
    says = _(
        "You may not submit this story: it is somebody else's, or locked, or in review"
        " already."
    )


class NotYourLane(ReviewRefused):
    says = _(
        "You may not publish this alone. Submit it, and have another editor approve it."
    )


class NotAFlash(ReviewRefused):
    says = _(
        "Only a story of urgency “1 Flash” is published as breaking news. Submit it"
        " for review."
    )


class HasAnHour(ReviewRefused):
    says = _(
        "It has a go-live time ahead. Empty that field to publish it now, or have it"
        " approved."
    )


class NoReason(ReviewRefused):
    says = _(
        "Say in a sentence why this cannot wait for a second person: all chief editors"
        " read it."
    )


class NoComment(ReviewRefused):
    says = _("Say what came of reading it. An empty comment tells nobody anything.")
