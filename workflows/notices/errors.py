"""Why a notice could not be sent, and whose fault it is. No message holds a secret."""

from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself


class NotSent(SaysItself):
    says = _("The notice could not be sent. It is tried again.")


class AddressFailed(NotSent):
    says = _("The mail server, or the webhook, does not take anything now.")


class NoticeRefused(NotSent):
    says = _("This one notice was not taken; others may be.")


class NeverTaken(NotSent):
    says = _("This notice will never be taken: trying again is of no use.")
