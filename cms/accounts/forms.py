"""Sign-in under Wagtail's own field names; codes that cannot be guessed."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.core import context, ratelimit
from allauth.mfa.base.forms import (
    AuthenticateForm,
    BaseAuthenticateForm,
    ReauthenticateForm,
)
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """allauth's sign-in, drawn by Wagtail's template: it asks for `username`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"] = self.fields.pop("login")
        self.order_fields(["username"])
        self.fields["username"].widget.attrs |= {
            "placeholder": _("Enter your username"),
            "autofocus": "",
        }
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs["placeholder"] = _("Enter password")

    def clean_username(self) -> str:
        self.cleaned_data["login"] = self.cleaned_data["username"]
        return str(self.clean_login())


class Unguessable(BaseAuthenticateForm):
    """Counts wrong codes by the day, besides allauth's own count of five minutes.

    Five codes in five minutes are 1,440 a day: a thief who has the password would have
    guessed one after 700 days. Fifty a day make that fifty years.
    """

    def clean_code(self) -> str:
        count = {"action": "second_factor", "key": f"second-factor-{self.user.pk}"}
        if not ratelimit.consume(context.request, **count):
            raise get_adapter().validation_error("too_many_codes")
        code = super().clean_code()
        ratelimit.clear(context.request, **count)
        return code


class CodeForm(Unguessable, AuthenticateForm):
    pass


class ConfirmForm(Unguessable, ReauthenticateForm):
    pass
