"""What follows from an account that is closed, and from a factor that comes or goes."""

from typing import Any

import structlog
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
)
from django.contrib.auth.models import User
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from cms.accounts import sessions

log = structlog.get_logger("masthead.accounts")


@receiver(post_save, sender=User)
def end_sessions_of_a_closed_account(instance: User, **_: Any) -> None:
    """A closed account opens nothing; nor do its old sessions if it is opened again."""
    if not instance.is_active:
        sessions.end(instance)


@receiver(authenticator_added)
def count_as_passed(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Whoever has just set a factor up has just shown it."""
    log.info("second_factor_added", user=user.get_username(), type=authenticator.type)
    if authenticator.type in sessions.FACTORS:
        record_authentication(
            request, user, "mfa", id=authenticator.pk, type=authenticator.type
        )


@receiver(authenticator_removed)
def tell_that_it_went(user: User, authenticator: Authenticator, **_: Any) -> None:
    log.warning(
        "second_factor_removed", user=user.get_username(), type=authenticator.type
    )


@receiver(authentication_failed)
def tell_of_a_wrong_code(user: User, **_: Any) -> None:
    """The password was right: somebody who does not have the factor knows it."""
    log.warning("second_factor_failed", user=user.get_username())
