"""Celery's doors to the mirrors. Every task may run twice, late or not at all."""

from threading import BoundedSemaphore

import structlog
from celery import shared_task
from django.conf import settings

from pages.refusals import SaysItself
from workflows.mirrors import deliver as delivering
from workflows.mirrors.alarms import watch as watching
from workflows.mirrors.models import Outcome
from workflows.mirrors.nudge import nudge, nudge_looks
from workflows.mirrors.observing import observe as observing
from workflows.mirrors.operating import conditions, readings
from workflows.mirrors.proof import records
from workflows.mirrors.proof import sign as signing
from workflows.mirrors.sweep import waiting

LOOKING = BoundedSemaphore(settings.LOOKS_AT_ONCE)

log = structlog.get_logger("masthead.mirrors")


@shared_task
def deliver(mirror_id: int) -> None:
    delivery = delivering.deliver(mirror_id)
    if delivery and delivery.outcome == Outcome.UNFINISHED:
        nudge([mirror_id])
    elif delivery:
        nudge_looks([mirror_id])


@shared_task
def observe(mirror_id: int) -> None:
    # Slow addresses take no thread that a kill needs; the sweep asks again.
    if LOOKING.acquire(blocking=False):
        try:
            observing.observe(mirror_id)
        finally:
            LOOKING.release()


@shared_task
def sign() -> None:
    records.sign()
    try:
        signing.sign()
    except SaysItself as error:  # the key: said each time, and the head's age alarms
        log.error("not_signed", error=str(error))


@shared_task
def sweep() -> None:
    nudge(waiting())
    nudge_looks(observing.waiting())


@shared_task
def watch() -> None:
    found = conditions.of_all()
    watching.watch(found)
    readings.note(found)
