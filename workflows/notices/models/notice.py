"""Notices: one event, told to one person by mail or to one webhook."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from pages import clock
from workflows.notices.models.webhook import Webhook
from workflows.notices.rules import AT_ONCE


class NoticeQuerySet(models.QuerySet["Notice"]):
    def owed(self) -> "NoticeQuerySet":
        """Those which were neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def given_up(self) -> "NoticeQuerySet":
        return self.exclude(given_up_at=None)

    def ready(self) -> "NoticeQuerySet":
        """Those whose time has come."""
        return self.owed().filter(next_at__lte=clock.now())

    def in_order(self) -> "NoticeQuerySet":
        """What is urgent first, then the oldest."""
        urgent = models.Case(models.When(kind__in=[*AT_ONCE], then=0), default=1)
        return self.order_by(urgent, "next_at", "pk")

    def to(self, webhook_id: int | None) -> "NoticeQuerySet":
        """Those which go to this webhook; None: those which go by mail."""
        return self.filter(webhook_id=webhook_id)


class Notice(models.Model):
    """Written in the transaction of what happened; a worker sends it. Not yet sent is owed.

    What it says is put into words when it is sent. It never holds a story's text.
    """

    key = models.UUIDField(
        default=uuid.uuid4,
        unique=True,
        editable=False,
        help_text="The same at every try: receivers know a repetition by it.",
    )
    kind = models.CharField(max_length=20, help_text="One of rules.Kind.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Who is told by mail.",
    )
    webhook = models.ForeignKey(
        Webhook, null=True, on_delete=models.CASCADE, related_name="+"
    )
    page_id = models.BigIntegerField(null=True)
    headline = models.CharField(max_length=255, blank=True, help_text="As it was then.")
    actor_name = models.CharField(max_length=150, blank=True)
    said = models.TextField(blank=True, help_text="What whoever did it said about it.")
    reason = models.CharField(max_length=60, blank=True)
    link = models.CharField(
        max_length=255,
        blank=True,
        help_text="Path in the admin; empty: the story's editor.",
    )
    at = models.DateTimeField(default=timezone.now, help_text="When it happened.")
    due_at = models.DateTimeField(help_text="When it may be told, quiet hours apart.")
    next_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            # the worker: what is ready for this address?
            models.Index(
                fields=["webhook", "next_at"],
                condition=models.Q(sent_at=None, given_up_at=None),
                name="notice_owed",
            ),
            # what is overtaken?
            models.Index(fields=["page_id"], name="notice_of_page"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user=None) ^ models.Q(webhook=None),
                name="notice_has_one_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.address}: {self.headline or self.page_id}"

    @property
    def address(self) -> str:
        """Who is told, for logs: no name, no e-mail address."""
        if self.webhook_id:
            return f"webhook:{self.webhook_id}"
        return f"user:{self.user_id}"
