"""How allauth behaves here: how guesses are counted, how one confirms who one is."""

import time
from typing import Any

import structlog
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from cms.accounts import browsers
from cms.accounts.factors import has_factor

log = structlog.get_logger("masthead.accounts")


class Accounts(DefaultAccountAdapter):
    """Said of an account that is closed, too: what is wrong is nobody else's business."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "This name and password do not match. Please try again."
        ),
        "too_many_login_attempts": _(
            "Too many attempts have failed. Wait five minutes, then try again."
        ),
        "too_many_codes": _(
            "Too many wrong codes. Use a passkey, try again tomorrow, or ask an "
            "operator to reset your second factor."
        ),
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code.startswith("too_many_"):
            log.warning("locked_out", address=self.get_client_ip(self.request))
        return super().validation_error(code, *args)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count this attempt; `authenticate` takes it back if the password is right.

        The name that was typed is counted, whether or not somebody has it: a lock-out
        tells nothing. Upstream's key holds the Host header, which a client may vary.
        """
        name = str(credentials["username"]).casefold()
        browser = browsers.known(request, name)
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed_known" if browser else "login_failed",
            key=browser or name,
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def post_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse:
        response = super().post_login(request, user, **told)
        browsers.remember(response, user.get_username())
        return response

    def respond_user_inactive(
        self, request: HttpRequest, user: AbstractBaseUser
    ) -> HttpResponse:
        messages.error(request, self.error_messages["username_password_mismatch"])
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Whoever has signed in within the last minutes has just said who they are."""
        user = self.request.user
        records = get_authentication_records(self.request, user)
        if not records:
            return True
        last = records[-1]
        is_strong = last["method"] == "mfa" or not has_factor(user)
        is_fresh = time.time() - last["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not (is_strong and is_fresh)

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict]:
        """A factor is confirmed by a factor: a password alone must not replace one."""
        methods = super().get_reauthentication_methods(user)
        strong = [one for one in methods if one["id"] != "reauthenticate"]
        return strong or methods
