"""How the proof stands, for health and metrics."""

from datetime import datetime

from pages import clock
from workflows.mirrors.models import Role, Target
from workflows.mirrors.proof import layout


def waiting() -> int:
    """Return how many manifests are to be made, or listed."""
    return (Target.objects.due() | Target.objects.unsigned()).count()


def head_seconds() -> float:
    """Return the age of the head; since there is a root, if there is no head. 0 without root."""
    roles = Role.objects.in_bulk([layout.ROOT, layout.TIMESTAMP])
    role = roles.get(layout.TIMESTAMP) or roles.get(layout.ROOT)
    return (clock.now() - role.signed_at).total_seconds() if role else 0.0


def root_expires_at() -> datetime | None:
    """Return when root or targets expire, whichever is first; None without root."""
    offline = Role.objects.filter(name__in=[layout.ROOT, layout.TOP])
    first = offline.order_by("expires_at").first()
    return first.expires_at if first else None
