"""What was carried to a mirror and not yet seen there. Empty is healthy."""

from django.db import models
from django.db.models.functions import Now

from workflows.mirrors.models.mirror import Mirror


class DueLookQuerySet(models.QuerySet["DueLook"]):
    def ready(self) -> "DueLookQuerySet":
        return self.filter(next_at__lte=Now())

    def in_order(self) -> "DueLookQuerySet":
        """Takedowns first, then the newest."""
        return self.order_by("-urgent", "-edition")

    def wrong(self) -> "DueLookQuerySet":
        """Those at which something else was seen than was carried."""
        return self.exclude(seen="")


class DueLook(models.Model):
    """`path` was carried to `mirror`; its public address is still to show it.

    Written in the statement that settles what was owed, or where somebody looked in vain;
    removed when the address was seen to serve what the published tree says.
    """

    mirror = models.ForeignKey(Mirror, on_delete=models.CASCADE, related_name="looks")
    path = models.CharField(max_length=1024)
    edition = models.BigIntegerField()
    urgent = models.BooleanField(default=False)
    carried_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    repairs = models.PositiveIntegerField(
        default=0, help_text="How often it was carried again for what was seen."
    )
    next_at = models.DateTimeField()
    seen = models.TextField(
        blank=True, help_text="What was seen instead; empty: nobody looked yet."
    )

    objects = DueLookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mirror", "path"], name="look_once")
        ]
        indexes = [
            models.Index(
                "mirror",
                models.F("urgent").desc(),
                models.F("edition").desc(),
                name="due_look_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mirror} is to show {self.path} of edition {self.edition}"
