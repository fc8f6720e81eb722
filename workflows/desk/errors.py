"""What the desk refuses, in sentences that say what to do next."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself


class DeskRefused(SaysItself, PermissionDenied):
    says = _("This is not possible at the desk.")


class SomebodyIsOnIt(DeskRefused):
    says = _("Somebody else is on it. Talk to them, or wait until their claim lapses.")


class MayNotClaim(DeskRefused):
    says = _("Only who may decide about this story says “I'm on it”.")


class SomebodyElsesAssignment(DeskRefused):
    says = _("This is somebody else's assignment. Ask the desk to give it to you.")


class Dropped(DeskRefused):
    says = _("This assignment was dropped. Ask the desk whether it is wanted again.")


class NoSection(DeskRefused):
    says = _("Nobody said in which section this runs. Choose one in the assignment.")


class MayNotWriteThere(DeskRefused):
    says = _("You may not add stories to this section. Ask the desk for another one.")


class MayNotStart(DeskRefused):
    says = _(
        "You may not start stories here. Ask an administrator for the right to pitch."
    )


class MayNotDrop(DeskRefused):
    says = _("Only who commissions stories drops this one. Ask the desk.")
