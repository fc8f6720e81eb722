"""The app `accounts`."""

from django.apps import AppConfig
from django.core.cache import caches
from django.utils.connection import ConnectionProxy


class AccountsConfig(AppConfig):
    name = "cms.accounts"
    label = "accounts"

    def ready(self) -> None:
        from allauth.core.internal import ratelimit  # noqa: PLC0415 — apps must be there
        from allauth.mfa.totp.internal import auth  # noqa: PLC0415 — reads the models

        from cms.accounts import receivers  # noqa: F401, PLC0415 — it listens, once models are there

        # allauth counts in the default cache. That one is Wagtail's, and each process
        # has its own: five guesses would be five for each.
        counts = ConnectionProxy(caches, "counts")
        ratelimit.cache = auth.cache = counts
