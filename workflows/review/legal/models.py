"""The state of legal checks; what happened is in the ledger."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class LegalFlag(models.Model):
    """Somebody doubts that a story may be told like this. It is gone when legal takes it away.

    It belongs to the page: it outlives a send-back, a new text and a publication, and a
    copy of the story does not have it.
    """

    page = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    why = models.TextField()
    flagged_by_id = models.BigIntegerField()
    flagged_by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"page {self.page_id}: {self.why}"


class Outcome(models.TextChoices):
    CLEARED = "cleared", _("Cleared")
    OBJECTED = "objected", _("Sent back")
    REVOKED = "revoked", _("Revoked")


class LegalLink(models.Model):
    """One lawyer may answer once, for a while, about one text. The token itself is not kept."""

    page_id = models.BigIntegerField()
    revision_id = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    digest = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the secret in the token."
    )
    lawyer = models.CharField(max_length=100)
    email = models.EmailField()
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(
        max_length=150, blank=True, help_text="As signed, or who revoked it."
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)

    class Meta:
        # the screen: which links of this story were made?
        indexes = [models.Index(fields=["page_id"], name="legal_link_of_page")]

    def __str__(self) -> str:
        return f"{self.lawyer} about page {self.page_id}"
