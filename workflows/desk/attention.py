"""Why a story needs attention: each room adds its own reasons to `SOURCES`."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from workflows.desk.story import Reason
from workflows.press.models import DuePage
from workflows.review.models import LaterReview, Release
from workflows.review.timing import releases

Reasons = Mapping[int, Reason]  # by page id


def parked() -> Reasons:
    """Pages that the press could not render or write; it tries again by itself."""
    said = _("The press could not finish it, and tries again: %(error)s")
    rows = DuePage.objects.parked().values_list("page_id", "last_error")
    return {page_id: Reason(said % {"error": error}) for page_id, error in rows}


def later_reviews() -> Reasons:
    """Texts that one person alone put out, and nobody else has read since."""
    said = _("%(name)s published it alone. It is to be reviewed after the fact.")
    return {
        each.page_id: Reason(
            said % {"name": each.opened_by_name},
            reverse("review_after_the_fact", args=[each.pk]),
            listed=True,
        )
        for each in LaterReview.objects.open().order_by("-opened_at")
    }


def missed_hours() -> Reasons:
    """Scheduled stories that could not go out; they keep their place."""
    said = _("It could not go out at its hour: %(error)s")
    rows = Release.objects.failing().values_list("page_id", "error")
    return {page_id: Reason(said % {"error": error}) for page_id, error in rows}


def not_expired() -> Reasons:
    """Live stories whose time is over; taking them down failed, and is tried again."""
    said = _("It should have expired, and is still public.")
    late = releases.not_expired().values_list("pk", flat=True)
    return {page_id: Reason(said) for page_id in late}


SOURCES: list[Callable[[], Reasons]] = [
    parked,
    missed_hours,
    not_expired,
    later_reviews,
]


def reasons() -> dict[int, list[Reason]]:
    """Return page id → every reason why it needs attention; one query per source."""
    found: dict[int, list[Reason]] = defaultdict(list)
    for source in SOURCES:
        for page_id, reason in source().items():
            found[page_id].append(reason)
    return dict(found)
