"""Celery's door to review."""

from celery import shared_task

from workflows.review.timing import publish_due as due


@shared_task
def publish_due() -> None:
    due.publish_due()
    due.expire_due()
