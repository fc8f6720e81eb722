"""Celery's doors to the notices. Every task may run twice, late or not at all."""

from celery import shared_task

from workflows.notices import send as sending
from workflows.notices import sweep as sweeping


@shared_task
def sweep() -> None:
    for webhook_id in sweeping.waiting():
        send.delay(webhook_id)


@shared_task
def send(webhook_id: int | None) -> None:
    sending.send(webhook_id)


@shared_task
def forget_old() -> None:
    sweeping.forget_old()
