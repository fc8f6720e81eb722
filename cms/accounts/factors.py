"""The second factor: who has one, and what it is called in apps and on keys."""

import structlog
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from cms.accounts import sessions

log = structlog.get_logger("masthead.accounts")


class Factors(DefaultMFAAdapter):
    def get_totp_issuer(self) -> str:
        return str(settings.NEWSROOM_NAME)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.NEWSROOM_NAME}


def has_factor(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether somebody has an authenticator app or a passkey; codes alone are none."""
    return Authenticator.objects.filter(
        user_id=user.pk, type__in=sessions.FACTORS
    ).exists()


def reset(user: AbstractBaseUser) -> int:
    """Take all factors from somebody, and sign them out everywhere; return how many."""
    count, _ = Authenticator.objects.filter(user_id=user.pk).delete()
    sessions.end(user)
    log.warning("second_factor_reset", user=user.get_username(), factors=count)
    return count
