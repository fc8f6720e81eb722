"""What review refuses, in sentences that say what to do next."""

from django.core.exceptions import PermissionDenied

from pages.refusals import SaysItself


class ReviewRefused(SaysItself, PermissionDenied):
    """This is not allowed in review."""


class AlreadyDecided(ReviewRefused):
    """Somebody else has just decided this story. Reload it to see the outcome."""


class OwnWork(ReviewRefused):
    """You worked on this text, so another editor must approve it."""


class NotYourDesk(ReviewRefused):
    """You may not decide stories of this section. Ask an editor of its desk."""


class TextChanged(ReviewRefused):
    """The text changed since you read it. Read what changed, then decide again."""


class NotReady(ReviewRefused):
    """The story is not complete."""


class NotInReview(ReviewRefused):
    """This story is not in review. Submit it first."""


class MayNotCancel(ReviewRefused):
    """Only who submitted the story, its owner or an editor of its desk takes it out of review."""


class MayNotSubmit(ReviewRefused):
    """You may not submit this story: it is somebody else's, or locked, or in review already."""


class NotYourLane(ReviewRefused):
    """You may not publish this alone. Submit it, and have another editor approve it."""


class NotAFlash(ReviewRefused):
    """Only a story of urgency “1 Flash” is published as breaking news. Submit it for review."""


class HasAnHour(ReviewRefused):
    """It has a go-live time ahead. Empty that field to publish it now, or have it approved."""


class NoReason(ReviewRefused):
    """Say in a sentence why this cannot wait for a second person: all chief editors read it."""


class NoComment(ReviewRefused):
    """Say what came of reading it. An empty comment tells nobody anything."""
