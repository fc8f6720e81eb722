"""Notices that are owed, made without a story."""

from django.db.models.functions import Now
from django.utils import timezone

from workflows.notices.models import Notice


def owe(user=None, webhook=None, **fields):
    """Write a notice that is about no page, as an assignment's would be."""
    values = {
        "kind": "submitted",
        "headline": "Harbor strike ends",
        "link": "/admin/x/",
    }
    values |= {"due_at": timezone.now(), "next_at": timezone.now()} | fields
    return Notice.objects.create(user=user, webhook=webhook, **values)


def make_ready():
    Notice.objects.update(next_at=Now())
