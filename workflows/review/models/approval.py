"""The append-only ledger: who let which text out."""

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone

from pages.refusals import SaysItself


class Kind(models.TextChoices):
    DESK = "desk", "Desk"
    LEGAL = "legal", "Legal"
    BREAKING = "breaking", "Breaking news"
    BREAK_GLASS = "break-glass", "Break-glass"


class LedgerIsAppendOnly(SaysItself, TypeError):
    """Approvals are a record: they are written once, never changed and never deleted."""


class Approval(models.Model):
    """One person let one text out. No foreign keys: the record outlives what it names.

    The database refuses UPDATE and DELETE too (see the migrations).
    """

    page_id = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.DESK)
    revision_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=150)
    comment = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        # the gate: was this text of this page approved?
        indexes = [
            models.Index(fields=["page_id", "content_hash"], name="approval_of_text")
        ]
        permissions = [("approve_story", "Can approve a story")]

    def __str__(self) -> str:
        return f"{self.user_name} approved page {self.page_id} ({self.kind})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise LedgerIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise LedgerIsAppendOnly
