"""Celery's doors to the mirrors. Every task may run twice, late or not at all."""

from celery import shared_task

from workflows.mirrors import deliver as delivering
from workflows.mirrors.models import Outcome
from workflows.mirrors.nudge import nudge
from workflows.mirrors.sweep import waiting


@shared_task
def deliver(mirror_id: int) -> None:
    delivery = delivering.deliver(mirror_id)
    if delivery and delivery.outcome == Outcome.UNFINISHED:
        nudge([mirror_id])


@shared_task
def sweep() -> None:
    nudge(waiting())
