"""Each hour that was kept or missed: written down, told, and measured."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import DurationField, ExpressionWrapper, F, Max, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from pages import clock
from pages.refusals import SaysItself
from workflows.review import ledger
from workflows.review.models import Entry, Happened, Release

DAY = timedelta(days=1)
SOON = timedelta(minutes=1)  # the clock looks every ten seconds


def note_scheduled(revision: Revision, *, user: Any) -> None:
    """Enter into the record that `revision` waits for its hour, if it does."""
    hour = revision.approved_go_live_at
    if hour:
        page = revision.content_object
        data = {"go_live_at": hour.isoformat()}
        ledger.enter(Happened.SCHEDULED, page, user=user, revision=revision, data=data)


def note_out(revision: Revision, *, due_at: datetime) -> Release:
    """Note that `revision` went out now. Call it in the transaction that publishes."""
    now = clock.now()
    release = _of(revision, due_at)
    release.out_at, release.attempts = now, release.attempts + 1
    release.save()
    return release


@transaction.atomic
def note_failure(revision_id: int, error: Exception) -> None:
    """Note why a revision could not go out: every try in its row, every reason once in the record."""
    revision = Revision.objects.filter(pk=revision_id).first()
    if revision is None or revision.approved_go_live_at is None:
        return
    release = _of(revision, revision.approved_go_live_at)
    release.error, release.attempts = reason(error), release.attempts + 1
    release.first_failed_at = release.first_failed_at or clock.now()
    release.save()
    told = Entry.objects.filter(
        happened=Happened.SCHEDULE_FAILED,
        page_id=release.page_id,
        revision_id=revision_id,
        comment=release.error,
    )
    if not told.exists():
        ledger.enter(
            Happened.SCHEDULE_FAILED,
            Page.objects.get(pk=release.page_id),
            revision=revision,
            comment=release.error,
        )


def _of(revision: Revision, due_at: datetime) -> Release:
    release, __ = Release.objects.select_for_update().get_or_create(
        revision_id=revision.pk,
        defaults={"page_id": int(revision.object_id), "due_at": due_at},
    )
    release.due_at = due_at
    return release


def reason(error: Exception) -> str:
    """Return in a sentence why a story could not go out."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, DatabaseError):
        return _("The database failed. It is tried again.")
    if isinstance(error, SaysItself):
        return str(error)
    return f"{type(error).__name__}: {error}"[:500]


def overdue() -> list[datetime]:
    """Return the hours, oldest first, that have passed without anybody trying to keep them."""
    tried = Release.objects.failing().values("revision_id")
    late = Revision.objects.filter(approved_go_live_at__lt=clock.now() - SOON)
    hours = late.exclude(pk__in=tried).order_by("approved_go_live_at")
    return list(hours.values_list("approved_go_live_at", flat=True))


def not_expired() -> QuerySet[Page]:
    """Return the pages, oldest hour first, that are live though their `expire_at` has passed."""
    late = Page.objects.live().filter(expire_at__lt=clock.now() - SOON)
    return late.order_by("expire_at")


def worst_of_the_day() -> float:
    """Return how late, in seconds, the latest release of the last 24 hours was."""
    kept = Release.objects.filter(out_at__gt=clock.now() - DAY)
    late = ExpressionWrapper(F("out_at") - F("due_at"), output_field=DurationField())
    worst = kept.aggregate(worst=Max(late))["worst"]
    return float(worst.total_seconds()) if worst else 0.0
