"""How far behind each mirror was, kept for plots: the worst of each five minutes."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from workflows.mirrors.models import Reading
from workflows.mirrors.operating.conditions import Condition

HISTORY = timedelta(days=30)

NOTE = """
    INSERT INTO mirrors_reading AS reading (mirror_id, at, behind, owed)
    SELECT mirror_id, date_bin('5 minutes', statement_timestamp(), 'epoch'), behind, owed
    FROM unnest(%(mirrors)s::bigint[], %(behind)s::float8[], %(owed)s::int[])
        AS found (mirror_id, behind, owed)
    ORDER BY mirror_id
    ON CONFLICT (mirror_id, at) DO UPDATE SET
        behind = GREATEST(reading.behind, excluded.behind),
        owed = GREATEST(reading.owed, excluded.owed)
"""


def note(all_of_them: Iterable[Condition]) -> None:
    """Note how far behind each mirror is, once it has had everything; forget old readings."""
    found = [one for one in all_of_them if one.mirror.is_asked and one.mirror.edition]
    with connection.cursor() as cursor:
        cursor.execute(
            NOTE,
            {
                "mirrors": [one.mirror.pk for one in found],
                "behind": [one.behind.total_seconds() for one in found],
                "owed": [one.owed for one in found],
            },
        )
    Reading.objects.filter(at__lt=timezone.now() - HISTORY).delete()
