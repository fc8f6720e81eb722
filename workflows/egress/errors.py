"""Why nothing came back from an address. No message holds the address: it may be a secret."""

from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself


class EgressFailed(SaysItself):
    says = _("Nothing came back from this address.")


class AddressRefused(EgressFailed):
    says = _(
        "The address is not a public one. An operator can allow its network:"
        " MASTHEAD_EGRESS_ALLOW."
    )


class TooSlow(EgressFailed):
    says = _("It did not answer in time.")


class TooMuch(EgressFailed):
    says = _("It answered with more than was asked for.")


class NotSecure(EgressFailed):
    says = _("Its certificate does not prove that it is this host.")


class NoAnswer(EgressFailed):
    says = _("No answer: %s.")
