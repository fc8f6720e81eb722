"""Editions: one numbered publication event, and the state of everything public after it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pages.significance import Significance


class Action(models.TextChoices):
    PUBLISH = "publish", _("Publish")
    UPDATE = "update", _("Update")
    CORRECTION = "correction", _("Correction")
    WITHDRAW = "withdraw", _("Withdraw")
    KILL = "kill", _("Kill")
    MOVE = "move", _("Move")
    RESTORE = "restore", _("Restore")
    RESOURCE = "resource", _("Resource")


class EditionCounter(models.Model):
    """One row. Whoever holds its lock has the next number until the transaction ends.

    A database sequence would be neither gapless (a rollback burns a number) nor in
    commit order (the later number may commit first, and a reader of
    `changes?since=` would skip the earlier one for good).
    """

    number = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(
        db_default=0,
        help_text="The edition cut after the database was restored from a backup.",
    )

    def __str__(self) -> str:
        return f"edition {self.number} was the last"


class EditionQuerySet(models.QuerySet["Edition"]):
    def unpressed(self) -> "EditionQuerySet":
        return self.filter(pressed_at=None)

    def takedowns(self) -> "EditionQuerySet":
        return self.filter(action__in=[Action.WITHDRAW, Action.KILL])


class Edition(models.Model):
    """One publication event. What happened is never changed; the press notes its part."""

    number = models.BigIntegerField(primary_key=True)
    page_id = models.BigIntegerField(
        null=True, help_text="The page it is about; empty for a resource."
    )
    action = models.CharField(max_length=12, choices=Action.choices)
    significance = models.CharField(
        max_length=12,
        blank=True,
        choices=[(one.value, one.value) for one in Significance],
        help_text="How much an update matters: who is told.",
    )
    revision_id = models.BigIntegerField(null=True)
    ref = models.CharField(
        max_length=255, blank=True, help_text="The resource that changed, e.g. image:5."
    )
    reason = models.CharField(
        max_length=60, blank=True, help_text="Reason code of a takedown."
    )
    note = models.TextField(
        blank=True, help_text="What readers are told of a withdrawal."
    )
    by = models.CharField(
        max_length=120, blank=True, help_text="Who tells them, as they see it."
    )
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()
    pressed_at = models.DateTimeField(null=True, blank=True)
    parked = models.BooleanField(
        default=False,
        help_text="Its rendering failed; a later edition makes up for it.",
    )
    digest = models.CharField(
        max_length=64, blank=True, help_text="The document as it ran, in the store."
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        indexes = [
            # the sweep: which editions are not fully pressed?
            models.Index(
                fields=["number"],
                condition=models.Q(pressed_at=None),
                name="edition_unpressed",
            ),
            models.Index(fields=["page_id", "-number"], name="edition_of_page"),
        ]
        permissions = [
            ("withdraw_story", "Can withdraw a story"),
            ("kill_story", "Can kill a story"),
        ]

    def __str__(self) -> str:
        return f"edition {self.number}: {self.action} {self.page_id or self.ref}"
