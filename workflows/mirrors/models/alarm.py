"""Alarms: what was wrong with a mirror, since when, and how often somebody was told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.mirrors.alarms.rules import Trouble
from workflows.mirrors.models.mirror import Mirror


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def standing(self) -> "AlarmQuerySet":
        """Those which are not over."""
        return self.filter(over_at=None)


class Alarm(models.Model):
    """One trouble of one mirror, from its beginning to its end. Kept for 30 days."""

    KINDS = {
        Trouble.SILENT.value: _("its address does not answer"),
        Trouble.TAKEDOWN.value: _("it owes a takedown"),
        Trouble.WRONG.value: _("it shows something else, and repair does not mend it"),
        Trouble.FAILING.value: _("its storage does not work"),
        Trouble.BEHIND.value: _("it is behind"),
        Trouble.AHEAD.value: _("it is newer than our database"),
    }

    mirror = models.ForeignKey(Mirror, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    since = models.DateTimeField(help_text="When the trouble began.")
    noticed_at = models.DateTimeField(help_text="When it was there last.")
    told_at = models.DateTimeField(help_text="When somebody was told last.")
    times = models.PositiveIntegerField(
        default=1, help_text="How often somebody was told."
    )
    over_at = models.DateTimeField(null=True, blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                fields=["mirror", "kind"],
                condition=models.Q(over_at=None),
                name="one_alarm_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mirror}: {self.get_kind_display()}"
