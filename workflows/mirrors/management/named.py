"""The mirrors that a command is asked about."""

from django.core.management.base import CommandError

from workflows.mirrors.models import Mirror
from workflows.mirrors.models.mirror import MirrorQuerySet


def named(name: str | None) -> MirrorQuerySet:
    """Return the mirror of that name, or all if there is none.

    Raises:
        CommandError: no mirror is called so; it names those there are.
    """
    if not name:
        return Mirror.objects.all()
    found = Mirror.objects.filter(name=name)
    if not found.exists():
        names = ", ".join(Mirror.objects.values_list("name", flat=True))
        raise CommandError(
            f"There is no mirror {name!r}. These are: {names or '(none)'}."
        )
    return found
