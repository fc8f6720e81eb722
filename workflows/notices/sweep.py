"""Find the addresses that something is ready for; forget what was sent long ago."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from workflows.notices.models import Notice


def waiting() -> list[int | None]:
    """Return the webhooks that something is ready for; None stands for mail."""
    ready = Notice.objects.ready().order_by("webhook_id")
    return list(ready.values_list("webhook_id", flat=True).distinct())


def forget_old() -> None:
    """Delete what was sent, or given up, more than MASTHEAD_NOTICE_DAYS ago; nothing else."""
    before = timezone.now() - timedelta(days=settings.NOTICE_DAYS)
    Notice.objects.filter(sent_at__lt=before).delete()
    Notice.objects.filter(given_up_at__lt=before).delete()
