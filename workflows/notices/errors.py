"""Why a notice could not be sent, and whose fault it is. No message holds a secret."""

from pages.refusals import SaysItself


class NotSent(SaysItself):
    """The notice could not be sent. It is tried again."""


class AddressFailed(NotSent):
    """The mail server, or the webhook, does not take anything now."""


class NoticeRefused(NotSent):
    """This one notice was not taken; others may be."""


class NeverTaken(NotSent):
    """This notice will never be taken: trying again is of no use."""
