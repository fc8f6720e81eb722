"""What the legal check refuses, in sentences that say what to do next."""

from pages.signals import PublishRefused
from workflows.review.errors import ReviewRefused


class LegalOwed(ReviewRefused, PublishRefused):
    """This story is flagged, and legal has not cleared this text: it stays as it is. Submit it for review; legal is asked after its desk."""


class OnlyLegal(ReviewRefused):
    """Only legal clears a story, takes its flag away, or lets a lawyer answer. Ask legal."""


class LegalWaits(ReviewRefused):
    """This story waits at the legal check. Clear it or send it back; then take the flag away."""


class NothingWaits(ReviewRefused):
    """No text of this story waits for legal. Flag it, and have its desk approve it first."""


class OtherText(ReviewRefused):
    """The desk approved another text than this. Send it back, so that both agree on one."""


class NotYours(ReviewRefused):
    """Only who may edit this story flags it. Tell an editor of its desk what worries you."""


class NothingSaid(ReviewRefused):
    """Say in a sentence what the doubt is, or why there is none any more."""


class LinkClosed(ReviewRefused):
    """This link does not stand any more: it was used or revoked, or the story went on."""
