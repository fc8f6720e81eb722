"""Has anything on the board changed? One short statement instead of reading it again."""

import hashlib
from datetime import datetime

from django.db import connection
from django.utils import timezone

# Whatever happens to a page leaves a log entry or a revision; the rest counts its rows.
STATEMENT = """
SELECT (SELECT max(id) FROM wagtailcore_pagelogentry),
       (SELECT max(created_at) FROM wagtailcore_revision),
       (SELECT max(id) FROM wagtailcore_taskstate),
       (SELECT count(*) FROM wagtailcore_workflowstate WHERE status = 'in_progress'),
       (SELECT max(number) FROM press_edition),
       (SELECT count(*) FROM press_duepage WHERE last_error <> ''),
       (SELECT concat(count(*), sum(attempts)) FROM review_release WHERE out_at IS NULL),
       (SELECT count(*) FROM review_laterreview WHERE closed_at IS NULL),
       (SELECT concat(count(*), max(until)) FROM desk_claim WHERE until > %(now)s),
       (SELECT concat(count(*), max(changed_at)) FROM desk_assignment)
"""


def fingerprint(*parts: object, now: datetime | None = None) -> str:
    """Return a text that changes when the board may have; `parts` say whose board it is.

    It changes each minute besides: ages are shown, claims lapse, and deadlines pass.
    """
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"now": now})
        row = cursor.fetchone()
    seen = repr((parts, row, now.strftime("%Y-%m-%dT%H:%M")))
    return hashlib.sha256(seen.encode()).hexdigest()
