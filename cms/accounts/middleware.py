"""No door of the newsroom opens without the second factor, for whoever must have one."""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from cms.accounts import sessions
from cms.accounts.required import needs_second_factor

# What a session opens. All other addresses are the same for everybody.
DOORS = ("/admin/", "/documents/", "/uploads/")
# Everybody's: they tell nothing of a story.
ALWAYS = {
    "account_login",
    "account_logout",
    "mfa_login_webauthn",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}
SETTING_UP = {
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
}
CONFIRMING = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
SET_UP = _(
    "Your work here needs a second factor. Set up an authenticator app or a passkey "
    "to go on."
)
CONFIRM = _("Confirm your second factor to go on.")


class SecondFactorMiddleware:
    """Sends whoever must have a second factor to set it up, or to confirm it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not request.path_info.startswith(DOORS) or name in ALWAYS:
            return None
        if not request.user.is_authenticated:
            return None  # each of these views asks for a sign-in
        has_factor = sessions.note(request)
        if not needs_second_factor(request.user):
            return None
        if not has_factor:
            return None if name in SETTING_UP else _refuse(request, SET_UP, "mfa_index")
        if name in CONFIRMING or _has_passed(request):
            return None
        return _refuse(request, CONFIRM, "mfa_reauthenticate")


def _has_passed(request: HttpRequest) -> bool:
    """Whether the second factor was used in this very session."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def _refuse(request: HttpRequest, says: Any, way_out: str) -> HttpResponse:
    is_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    if is_script or not request.accepts("text/html"):
        return JsonResponse({"detail": str(says)}, status=403)
    messages.warning(request, says)
    query = urlencode({"next": request.get_full_path()})
    return redirect(f"{resolve_url(way_out)}?{query}")
