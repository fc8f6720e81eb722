"""Celery's door to the press. Every task may run twice, late or not at all."""

from celery import shared_task

from workflows.press import press as pressing
from workflows.press import sweep as sweeping


@shared_task
def press() -> None:
    pressing.press()


@shared_task
def sweep() -> None:
    sweeping.sweep()
    pressing.press()
