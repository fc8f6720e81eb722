"""`/metrics` for Prometheus: how far the road is from empty queues, read from the tables."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from cms.health import oldest_notice
from workflows.mirrors.models import Mirror
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


def _mirrors() -> Iterator[GaugeMetricFamily]:
    owed = GaugeMetricFamily(
        "masthead_owed_files", "Files a mirror still owes.", labels=["mirror"]
    )
    carried = GaugeMetricFamily(
        "masthead_mirror_edition", "The edition a mirror is at.", labels=["mirror"]
    )
    for mirror in Mirror.objects.owing().annotate(owed=Count("due")):
        owed.add_metric([mirror.name], mirror.owed)
        carried.add_metric([mirror.name], mirror.edition)
    yield owed
    yield carried


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
