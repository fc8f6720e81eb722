"""What the desk refuses, in sentences that say what to do next."""

from django.core.exceptions import PermissionDenied

from pages.refusals import SaysItself


class DeskRefused(SaysItself, PermissionDenied):
    """This is not possible at the desk."""


class SomebodyIsOnIt(DeskRefused):
    """Somebody else is on it. Talk to them, or wait until their claim lapses."""


class MayNotClaim(DeskRefused):
    """Only who may decide about this story says “I'm on it”."""


class SomebodyElsesAssignment(DeskRefused):
    """This is somebody else's assignment. Ask the desk to give it to you."""


class Dropped(DeskRefused):
    """This assignment was dropped. Ask the desk whether it is wanted again."""


class NoSection(DeskRefused):
    """Nobody said in which section this runs. Choose one in the assignment."""


class MayNotWriteThere(DeskRefused):
    """You may not add stories to this section. Ask the desk for another one."""


class MayNotStart(DeskRefused):
    """You may not start stories here. Ask an administrator for the right to pitch."""


class MayNotDrop(DeskRefused):
    """Only who commissions stories drops this one. Ask the desk."""
