"""Celery's doors to the press. Every task may run twice, late or not at all."""

from celery import shared_task

from workflows.press import press as pressing
from workflows.press import sweep as sweeping


@shared_task
def press() -> None:
    pressing.press()


# The whole archive, about a minute for a million pages; below the broker's 300 s.
@shared_task(soft_time_limit=240, time_limit=270)
def sweep() -> None:
    sweeping.sweep_if_nobody_does()


@shared_task
def look(ref: str) -> None:
    sweeping.sweep_resources([ref])


@shared_task
def look_below(page_id: int) -> None:
    sweeping.sweep_below(page_id)
