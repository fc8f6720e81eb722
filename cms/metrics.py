"""`/metrics` for Prometheus: how far the road is from empty queues, read from the tables."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from cms.health import oldest_notice
from workflows.mirrors.models import Alarm, DueFile, DueLook, Mirror
from workflows.mirrors.proof import standing
from workflows.notices.models import Notice
from workflows.press.editions import newest_number
from workflows.press.models import DuePage, Edition
from workflows.review.models import Release
from workflows.review.timing import releases

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Newsroom:
    """Counts when it is asked: every process gives the same answer."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _gauge("edition", "The newest edition.", newest_number())
        yield _gauge(
            "unpressed_editions",
            "Editions that are not fully pressed.",
            Edition.objects.unpressed().count(),
        )
        yield _gauge(
            "owed_pages", "Pages the press still owes.", DuePage.objects.count()
        )
        yield _gauge(
            "parked_pages",
            "Pages that cannot be rendered.",
            DuePage.objects.parked().count(),
        )
        yield _gauge(
            "parked_urgent_pages",
            "Pages that show a story which was taken down, and cannot be rendered.",
            DuePage.objects.urgent().parked().count(),
        )
        yield from _schedules()
        yield from _mirrors()
        yield from _proof()
        yield _alarms()
        yield from _notices()


@transaction.non_atomic_requests
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer all gauges in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(Newsroom())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE)


def _schedules() -> Iterator[GaugeMetricFamily]:
    yield _gauge(
        "overdue_schedules",
        "Stories whose hour has passed without a try.",
        len(releases.overdue()),
    )
    yield _gauge(
        "failing_schedules",
        "Stories that cannot go out, and are tried again.",
        Release.objects.failing().count(),
    )
    yield _gauge(
        "not_expired",
        "Stories that should have expired, and are still public.",
        releases.not_expired().count(),
    )
    yield _gauge(
        "release_late_seconds",
        "How late a scheduled story of the last 24 hours went out, at worst.",
        releases.worst_of_the_day(),
    )


OF_A_MIRROR = {
    "owed_files": "Files a mirror still owes.",
    "mirror_edition": "The edition a mirror is at.",
    "mirror_seen_edition": "The edition a mirror's address was seen to show.",
    "unseen_files": "Files that were carried and not yet seen.",
    "wrong_files": "Files that showed something else and were carried again.",
    "mirror_silent_seconds": "For how long a mirror's address has not answered.",
}


def _mirrors() -> Iterator[GaugeMetricFamily]:
    gauges = {
        name: GaugeMetricFamily(f"masthead_{name}", text, labels=["mirror"])
        for name, text in OF_A_MIRROR.items()
    }
    owed, unseen = (
        _per_mirror(DueFile.objects.all()),
        _per_mirror(DueLook.objects.all()),
    )
    wrong = _per_mirror(DueLook.objects.filter(repairs__gt=0))
    for mirror in Mirror.objects.owing():
        since = mirror.unseen_since
        values = {
            "owed_files": owed.get(mirror.pk, 0),
            "mirror_edition": mirror.edition,
            "mirror_seen_edition": mirror.seen_edition,
            "unseen_files": unseen.get(mirror.pk, 0),
            "wrong_files": wrong.get(mirror.pk, 0),
            "mirror_silent_seconds": _seconds(since),
        }
        for name, value in values.items():
            gauges[name].add_metric([mirror.name], value)
    yield from gauges.values()


def _alarms() -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(
        "masthead_mirror_alarms", "Troubles of mirrors that last.", labels=["kind"]
    )
    rows = Alarm.objects.standing().values_list("kind").order_by("kind")
    standing = dict(rows.annotate(Count("pk")))
    for kind in Alarm.KINDS:
        gauge.add_metric([kind], standing.get(kind, 0))
    return gauge


def _seconds(since: datetime | None) -> float:
    return (timezone.now() - since).total_seconds() if since else 0.0


def _per_mirror(rows: QuerySet[Any]) -> dict[int, int]:
    counted = rows.values_list("mirror").order_by("mirror").annotate(Count("pk"))
    return dict(counted)


def _proof() -> Iterator[GaugeMetricFamily]:
    expires = standing.root_expires_at()
    yield _gauge("head_seconds", "How old the signed head is.", standing.head_seconds())
    yield _gauge(
        "waiting_targets", "Manifests that wait to be signed.", standing.waiting()
    )
    yield _gauge(
        "root_expires_seconds",
        "When the root expires, in Unix time; 0 without a root.",
        expires.timestamp() if expires else 0,
    )


def _notices() -> Iterator[GaugeMetricFamily]:
    yield _gauge("owed_notices", "Notices not yet sent.", Notice.objects.owed().count())
    yield _gauge(
        "oldest_notice_seconds",
        "How long the next notice has been ready.",
        oldest_notice(),
    )
    yield _gauge(
        "given_up_notices",
        "Notices that could not be sent for a day.",
        Notice.objects.given_up().count(),
    )


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"masthead_{name}", text, value=value)
