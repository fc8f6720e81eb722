"""What one delivery did, counted while it runs and recorded at its end."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.utils import timezone

from workflows.mirrors.discreet import name_of
from workflows.mirrors.models import Delivery, DueFile, Mirror, Outcome

log = structlog.get_logger("masthead.mirrors")

HISTORY = timedelta(days=30)


@dataclass
class Run:
    """One worker carries one mirror, from `mirror.edition` on."""

    mirror: Mirror
    started_at: datetime = field(default_factory=timezone.now)
    files: int = 0
    bytes: int = 0
    outcome: Outcome = Outcome.DONE
    error: str = ""

    def carried(self, size: int) -> None:
        self.files += 1
        self.bytes += size

    def failed(self, due: DueFile, error: Exception) -> None:
        self.outcome, self.error = Outcome.PARTIAL, self.error or str(error)
        log.warning(
            "file_failed",
            mirror=self.mirror.name,
            path=name_of(due.path),
            edition=due.edition,
            attempts=due.attempts,
            error=str(error),
        )

    def stopped(self, error: Exception) -> None:
        self.outcome, self.error = Outcome.STOPPED, str(error)

    def unfinished(self) -> None:
        if self.outcome == Outcome.DONE:
            self.outcome = Outcome.UNFINISHED

    def record(self) -> Delivery | None:
        """Write the delivery's row and log line; None if there was nothing to do."""
        if not self.files and not self.error:
            return None
        delivery = Delivery.objects.create(
            mirror=self.mirror,
            from_edition=self.mirror.edition,
            to_edition=Mirror.objects.values_list("edition", flat=True).get(
                pk=self.mirror.pk
            ),
            files=self.files,
            bytes=self.bytes,
            outcome=self.outcome,
            error=self.error,
            started_at=self.started_at,
            finished_at=timezone.now(),
        )
        _log(delivery)
        _forget_old(self.mirror)
        return delivery


def _log(delivery: Delivery) -> None:
    took = delivery.finished_at - delivery.started_at
    log.info(
        "delivery",
        mirror=delivery.mirror.name,
        files=delivery.files,
        bytes=delivery.bytes,
        from_edition=delivery.from_edition,
        to_edition=delivery.to_edition,
        seconds=round(took.total_seconds(), 3),
        outcome=str(delivery.outcome),
        error=delivery.error,
    )


def _forget_old(mirror: Mirror) -> None:
    mirror.deliveries.filter(finished_at__lt=timezone.now() - HISTORY).delete()
