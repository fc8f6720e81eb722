"""Browsers that somebody has signed in with: strangers cannot lock them out.

Guesses are counted by name, whoever makes them: else each address would have its own
five. A stranger could so keep a colleague out for as long as they go on guessing. A
browser the colleague has signed in with before carries a signed cookie, and is counted
by itself. (OWASP, "Blocking Brute Force Attacks": device cookies.)
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

COOKIE = "masthead_known"
AGE = 90 * 24 * 3600  # seconds


def remember(response: HttpResponse, name: str) -> None:
    """Let the browser prove later that `name` has signed in with it."""
    response.set_cookie(
        COOKIE,
        signing.dumps([name.casefold(), get_random_string(16)], salt=COOKIE),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known(request: HttpRequest, name: str) -> str | None:
    """Return the browser's own key if `name` has signed in with it; else None."""
    try:
        owner, key = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=AGE
        )
    except signing.BadSignature:
        return None
    return str(key) if owner == name.casefold() else None
