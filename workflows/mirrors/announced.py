"""The addresses that readers are told of."""

from workflows.mirrors.models import Mirror
from workflows.press import nudge, site


def addresses() -> list[dict[str, str]]:
    """Return name and url of every announced mirror, the primary one first."""
    return [
        {"name": mirror.name, "url": mirror.public_url.rstrip("/")}
        for mirror in Mirror.objects.announced()
    ]


def changed() -> None:
    """Have the files that name these addresses pressed again.

    The press compares what its pages show by itself; this only spares the wait.
    """
    nudge.nudge_sweep(site.ADDRESSES)
