"""What a mirror still owes: one row per mirror and path. Empty is healthy."""

from django.db import models
from django.db.models.functions import Now

from workflows.mirrors.models.mirror import Mirror
from workflows.mirrors.rank import Rank

# What a page or a list leads to: while it waits for another try, they wait too …
LEADS_TO = (Rank.IMMUTABLE, Rank.PAGE, Rank.METADATA)
PATIENCE = 5  # … until it has failed so often, which takes half a minute
NOBODY_WAITS = Rank.GONE_METADATA


class DueFileQuerySet(models.QuerySet["DueFile"]):
    def ready(self) -> "DueFileQuerySet":
        return self.filter(next_at__lte=Now())

    def in_order(self) -> "DueFileQuerySet":
        """Urgent first, then by rank, in one rank the newest first."""
        return self.order_by("-urgent", "rank", "-edition")

    def reachable(self) -> "DueFileQuerySet":
        """Those of one mirror that need not wait for what they lead to; urgent ones never."""
        failing = self.filter(attempts__gt=0, next_at__gt=Now(), rank__in=LEADS_TO)
        impatient = models.Q(attempts__lte=PATIENCE) | models.Q(rank=Rank.METADATA)
        first = failing.filter(impatient).aggregate(first=models.Min("rank"))["first"]
        if first is None:
            return self
        return self.filter(models.Q(urgent=True) | models.Q(rank__lte=first))


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
                "rank",
                models.F("edition").desc(),
                name="due_file_order",
            ),
            # which of them wait for another try? Few, at any time.
            models.Index(
                "mirror",
                "rank",
                condition=models.Q(attempts__gt=0),
                name="due_file_failing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mirror} owes {self.path} at edition {self.edition}"
