"""What the legal check refuses, in sentences that say what to do next."""

from django.utils.translation import gettext_lazy as _

from pages.signals import PublishRefused
from workflows.review.errors import ReviewRefused


class LegalOwed(ReviewRefused, PublishRefused):
    says = _(
        "This story is flagged, and legal has not cleared this text: it stays as it"
        " is. Submit it for review; legal is asked after its desk."
    )


class OnlyLegal(ReviewRefused):
    says = _(
        "Only legal clears a story, takes its flag away, or lets a lawyer answer. Ask"
        " legal."
    )


class LegalWaits(ReviewRefused):
    says = _(
        "This story waits at the legal check. Clear it or send it back; then take the"
        " flag away."
    )


class NothingWaits(ReviewRefused):
    says = _(
        "No text of this story waits for legal. Flag it, and have its desk approve it"
        " first."
    )


class OtherText(ReviewRefused):
    says = _(
        "The desk approved another text than this. Send it back, so that both agree on"
        " one."
    )


class NotYours(ReviewRefused):
    says = _(
        "Only who may edit this story flags it. Tell an editor of its desk what"
        " worries you."
    )


class NothingSaid(ReviewRefused):
    says = _("Say in a sentence what the doubt is, or why there is none any more.")


class LinkClosed(ReviewRefused):
    says = _(
        "This link does not stand any more: it was used or revoked, or the story went"
        " on."
    )
