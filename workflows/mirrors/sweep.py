"""Find the mirrors that have something to do: the tables are the queue."""

from django.db.models import Exists, OuterRef, Q

from workflows.mirrors.models import DueFile, Mirror
from workflows.press.editions import newest_number


def waiting() -> list[int]:
    """Return keys of mirrors that a worker should look at now.

    These have a file whose time has come, or owe nothing and have not noted the newest
    edition; nobody carries them, and their breaker is closed.
    """
    due = DueFile.objects.filter(mirror=OuterRef("pk"))
    behind = ~Exists(due) & Q(edition__lt=newest_number())
    mirrors = Mirror.objects.carrying().free().filter(Exists(due.ready()) | behind)
    return list(mirrors.values_list("pk", flat=True))
