"""Refusals that say themselves: `says` is the sentence a person reads, in their language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SaysItself(Exception):
    says: str | Promise = _("This cannot be done.")

    def __init__(self, message: str | Promise = "") -> None:
        """Say `message`; without one, what the class says."""
        super().__init__(message or self.says)

    def __str__(self) -> str:
        return str(self.args[0])
