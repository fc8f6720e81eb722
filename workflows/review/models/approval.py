"""The append-only ledger: who let which text out."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflows.review.models.ledger import AppendOnly


class Kind(models.TextChoices):
    DESK = "desk", _("Desk")
    LEGAL = "legal", _("Legal")
    BREAKING = "breaking", _("Breaking news")
    BREAK_GLASS = "break-glass", _("Break-glass")


class Approval(AppendOnly):
    """One person let one text out. No foreign keys: the record outlives what it names.

    One of kind `legal` clears a text of legal doubts; it lets nothing out by itself. Nor
    does one that is not `final`: it was a step's, and another step had still to answer.
    """

    page_id = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.DESK)
    revision_id = models.BigIntegerField()
    final = models.BooleanField(
        default=True, help_text="No other step of the review had still to answer."
    )
    user_id = models.BigIntegerField(
        null=True, help_text="Empty for a lawyer without an account."
    )
    user_name = models.CharField(max_length=150)
    comment = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        # the gate: was this text of this page approved?
        indexes = [
            models.Index(fields=["page_id", "content_hash"], name="approval_of_text")
        ]
        permissions = [
            ("approve_story", "Can approve a story"),
            ("publish_breaking", "Can publish breaking news alone"),
            ("break_glass", "Can publish anything alone, with a reason"),
            ("clear_legal", "Can clear a story in the legal check"),
            ("lift_embargo", "Can lift an embargo, together with somebody else"),
        ]

    def __str__(self) -> str:
        return f"{self.user_name} approved page {self.page_id} ({self.kind})"
