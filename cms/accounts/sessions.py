"""Where somebody is signed in: noting it, and ending it."""

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
NOTED_EVERY = timedelta(minutes=5)


def note(request: HttpRequest) -> bool:
    """Note that this session is in use; return whether its user has a second factor.

    One query, and a write once in five minutes.
    """
    factors = Authenticator.objects.filter(type__in=FACTORS)
    noted = (
        UserSession.objects.filter(
            session_key=request.session.session_key, user=request.user.pk
        )
        .annotate(has_factor=Exists(factors.filter(user=OuterRef("user"))))
        .values_list("last_seen_at", "has_factor")
        .first()
    )
    if noted is None or timezone.now() - noted[0] > NOTED_EVERY:
        UserSession.objects.create_from_request(request)
    if noted is None:
        return factors.filter(user=request.user.pk).exists()
    return bool(noted[1])


def end(user: Any, *, but: str | None = None, only: int | None = None) -> int:
    """End somebody's sessions, from their next request on; return how many.

    Args:
        user: whose.
        but: the key of a session that goes on.
        only: the id of the one session to end.
    """
    sessions = UserSession.objects.filter(user=user.pk).exclude(session_key=but or "")
    if only is not None:
        sessions = sessions.filter(pk=only)
    ended = list(sessions)
    for session in ended:
        session.end()
    return len(ended)
