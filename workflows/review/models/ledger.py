"""Append-only: rows that are written once. The database holds to it too, by trigger."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself


class LedgerIsAppendOnly(SaysItself, TypeError):
    says = _(
        "This is a record: its rows are written once, never changed and never deleted."
    )


class AppendOnly(models.Model):
    """A row of a record. The database refuses UPDATE and DELETE as well (see the migrations)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise LedgerIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise LedgerIsAppendOnly
