"""Production: every unsafe value is refused at the start, by name."""

from django.core.exceptions import ImproperlyConfigured

from cms.settings import values
from cms.settings.base import *


def refuse(variable: str, fix: str) -> None:
    raise ImproperlyConfigured(f"{variable} {fix}")


if env.bool("DEBUG", False):
    refuse("DEBUG", "must not be set in production. Remove it.")
if values.is_weak_key(SECRET_KEY):
    refuse("MASTHEAD_SECRET_KEY", "must be a random text of 50 characters or more.")
if any(map(values.is_weak_key, SECRET_KEY_FALLBACKS)):
    refuse(
        "MASTHEAD_SECRET_KEY_FALLBACKS", "must hold keys that were safe, or nothing."
    )
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    refuse("MASTHEAD_ALLOWED_HOSTS", "must name the hosts of the admin and the API.")
if not env.str("MASTHEAD_PRIMARY_URL", "").startswith("https://"):
    refuse(
        "MASTHEAD_PRIMARY_URL", "must be the https:// address of the primary domain."
    )

SECURE_SSL_REDIRECT = env.bool("MASTHEAD_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int(
    "MASTHEAD_HSTS_SECONDS", 31_536_000, validate=values.not_negative
)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
