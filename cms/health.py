"""Is this process alive; is the newsroom ready to publish."""

from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from workflows.mirrors.models import DueFile
from workflows.mirrors.models.due_file import DueFileQuerySet
from workflows.mirrors.models.mirror import State
from workflows.mirrors.proof import standing
from workflows.notices.models import Notice
from workflows.press.models import DuePage, Edition
from workflows.review.models import Release
from workflows.review.timing import releases

# Longer than any outage that the sweeps mend by themselves.
WORRY_AFTER = 300  # seconds
HEAD_WORRY = 2 * 3600  # seconds; the head is signed once an hour at least
ROOT_WARNING = timedelta(days=30)  # to bring two people and their keys together
CHECKS: dict[str, Any] = {}


def check(ask: Any) -> Any:
    CHECKS[ask.__name__] = ask
    return ask


@transaction.non_atomic_requests
def live(request: HttpRequest) -> JsonResponse:
    """Answer that this process answers: for restarts. It asks nobody else."""
    return JsonResponse({"status": "alive"})


@transaction.non_atomic_requests
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database and broker answer and nothing waits for too long, else 503."""
    answers = {name: ask() for name, ask in CHECKS.items()}
    fine = all(answer["ok"] for answer in answers.values())
    return JsonResponse(
        {"status": "ready" if fine else "not ready", "checks": answers},
        status=200 if fine else 503,
        headers={"Cache-Control": "no-store"},
    )


@check
def database() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return {"ok": False, "error": "The database does not answer. See DATABASE_URL."}
    return {"ok": True}


@check
def broker() -> dict[str, Any]:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1
    )
    try:
        client.ping()
    except (redis.RedisError, OSError):
        return {"ok": False, "error": "The broker does not answer. See REDIS_URL."}
    finally:
        client.close()
    return {"ok": True}


@check
def press() -> dict[str, Any]:
    """How many editions wait to be pressed, for how long, and what is parked.

    A parked page that still shows a story which was taken down is no matter of patience.
    """
    return _answer(
        lambda: {
            "unpressed_editions": Edition.objects.unpressed().count(),
            "oldest_seconds": _age(Edition.objects.unpressed().order_by("at")),
            "parked_pages": DuePage.objects.parked().count(),
            "parked_urgent_pages": DuePage.objects.urgent().parked().count(),
        }
    )


@check
def schedules() -> dict[str, Any]:
    """How many stories should be out and were not even tried, how many fail, how many stay.

    A failure is the story's own matter: it is alarmed by its metric, and fails no check.
    """

    def ask() -> dict[str, Any]:
        late = releases.overdue()
        return {
            "overdue_stories": len(late),
            "oldest_seconds": _since(late[0]) if late else 0.0,
            "failing_stories": Release.objects.failing().count(),
            "not_expired_stories": releases.not_expired().count(),
        }

    return _answer(ask)


@check
def mirrors() -> dict[str, Any]:
    """How many files live mirrors are owed, and since when the oldest is.

    A mirror that is paused, or still takes its first copy, owes old files by design.
    """
    return _answer(
        lambda: {
            "owed_files": _owed().count(),
            "oldest_seconds": _oldest_file(),
        }
    )


@check
def proof() -> dict[str, Any]:
    """How old the signed head is, what waits to be signed, and how long the root is good.

    Readers refuse a head after 24 hours. A newsroom that never made keys has no head.
    """
    try:
        expires = standing.root_expires_at()
        head = standing.head_seconds()
        found = {
            "head_seconds": head,
            "waiting_targets": standing.waiting(),
            "root_days": (expires - timezone.now()).days if expires else None,
        }
    except DatabaseError:
        return {"ok": False, "error": "The database does not answer."}
    expiring = expires is not None and expires < timezone.now() + ROOT_WARNING
    return {"ok": head <= HEAD_WORRY and not expiring} | found


@check
def notices() -> dict[str, Any]:
    """How many notices are owed, how late sending them is, and what was given up.

    An address that takes nothing makes its own notices wait, which is no lateness of ours.
    """
    return _answer(
        lambda: {
            "owed_notices": Notice.objects.owed().count(),
            "oldest_seconds": oldest_notice(),
            "given_up_notices": Notice.objects.given_up().count(),
        }
    )


def oldest_notice() -> float:
    """Return for how many seconds the notice that is next has been ready; 0 if none is."""
    ready = Notice.objects.ready().order_by("next_at").first()
    return _since(ready.next_at) if ready else 0.0


def _answer(ask: Any) -> dict[str, Any]:
    try:
        found: dict[str, Any] = ask()
    except DatabaseError:
        return {"ok": False, "error": "The database does not answer."}
    fine = found["oldest_seconds"] <= WORRY_AFTER
    return {"ok": fine and not found.get("parked_urgent_pages")} | found


def _age(editions: Any) -> float:
    oldest = editions.first()
    return _since(oldest.at) if oldest else 0.0


def _since(moment: datetime) -> float:
    return (timezone.now() - moment).total_seconds()


def _oldest_file() -> float:
    oldest = _owed().order_by("edition").values_list("edition", flat=True)[:1]
    return _age(Edition.objects.filter(number__in=list(oldest)))


def _owed() -> DueFileQuerySet:
    return DueFile.objects.filter(mirror__state__in=[State.LIVE, State.DRAINING])
