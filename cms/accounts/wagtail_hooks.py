"""What the account page of Wagtail leads to."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks


@hooks.register("register_account_menu_item")
def second_factor(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("mfa_index"),
        "label": _("Second factor"),
        "help_text": _(
            "An authenticator app, passkeys, and codes for the day you lose them."
        ),
    }


@hooks.register("register_account_menu_item")
def signed_in(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("usersessions_list"),
        "label": _("Where you are signed in"),
        "help_text": _("See each browser, and sign out of those you do not use."),
    }
