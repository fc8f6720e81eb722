"""The second factor: who has one, how its secret is kept, and its name in apps and on keys."""

import structlog
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction

from cms.accounts import sessions
from workflows import sealed

log = structlog.get_logger("masthead.accounts")

PURPOSE = "masthead second factor"
SECRETS = ("secret", "seed")  # of an app, of recovery codes; a passkey has none


class Factors(DefaultMFAAdapter):
    """What allauth asks of us; it seals the secrets of apps and of recovery codes."""

    def encrypt(self, text: str) -> str:
        return sealed.seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return sealed.open_seal(encrypted_text, purpose=PURPOSE)
        except sealed.CannotOpen:
            log.exception("second_factor_unreadable")
            return generate_totp_secret()  # a new one: no code fits it

    def get_totp_issuer(self) -> str:
        return str(settings.NEWSROOM_NAME)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.NEWSROOM_NAME}


def reseal() -> int:
    """Seal all secrets with the newest secret key; return how many factors.

    Raises:
        CannotOpen: one was sealed with a key that is gone; nothing was written.
    """
    rows = Authenticator.objects.all()
    with transaction.atomic():
        for row in rows:
            held = {name: row.data[name] for name in SECRETS if name in row.data}
            row.data |= {name: _resealed(token) for name, token in held.items()}
            row.save(update_fields=["data"])
    return len(rows)


def _resealed(token: str) -> str:
    secret = sealed.open_seal(token, purpose=PURPOSE)
    return sealed.seal(secret, purpose=PURPOSE)


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
