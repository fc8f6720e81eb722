"""What a mirror still owes: one row per mirror and path. Empty is healthy."""

from django.db import models
from django.db.models.functions import Now

from workflows.mirrors.models.mirror import Mirror


class Rank(models.IntegerChoices):
    """A page never comes before the picture it shows."""

    IMMUTABLE = 0
    PAGE = 1
    LIST = 2
    GONE_IMMUTABLE = 3  # after every page that is owed: one of them may show it still


LATE = models.Case(models.When(rank=Rank.GONE_IMMUTABLE, then=1), default=0)


class DueFileQuerySet(models.QuerySet["DueFile"]):
    def ready(self) -> "DueFileQuerySet":
        return self.filter(next_at__lte=Now())

    def in_order(self) -> "DueFileQuerySet":
        """Urgent first, then newest, in one edition by rank; pictures that are gone last."""
        return self.order_by("-urgent", LATE, "-edition", "rank")


class DueFile(models.Model):
    """`mirror` owes `path` as it stands in the published tree (a file, or its absence).

    Written in the transaction that changes the tree; removed only if the edition that
    was carried is still the one owed.
    """

    mirror = models.ForeignKey(Mirror, on_delete=models.CASCADE, related_name="due")
    path = models.CharField(max_length=1024)
    edition = models.BigIntegerField()
    urgent = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(choices=Rank.choices, default=Rank.PAGE)
    attempts = models.PositiveIntegerField(
        default=0, help_text="Counted before the write; 0 again when owed anew."
    )
    next_at = models.DateTimeField()
    last_error = models.TextField(blank=True)

    objects = DueFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mirror", "path"], name="due_once")
        ]
        # the delivery: what next for this mirror?
        indexes = [
            models.Index(
                "mirror",
                models.F("urgent").desc(),
                LATE,
                models.F("edition").desc(),
                "rank",
                name="due_file_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mirror} owes {self.path} at edition {self.edition}"
