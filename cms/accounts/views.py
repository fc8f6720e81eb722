"""Sign-in, the account page, and the list of sessions."""

from typing import Any

from allauth.account.views import LoginView
from allauth.core import ratelimit
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin.views import account
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.accounts import sessions


class SignInView(LoginView):
    """allauth's sign-in, in Wagtail's place and look."""

    template_name = "wagtailadmin/login.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.has_perm("wagtailadmin.access_admin"):
            return redirect(self.get_success_url() or "wagtailadmin_home")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return found | {
            "next": found["redirect_field_value"],
            "show_password_reset": account.password_reset_enabled(),
            "username_field": get_user_model()._meta.get_field("username").verbose_name,
        }


class AccountView(account.AccountView):
    """Wagtail's account page; the old password cannot be guessed at here either."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("password-old_password") and (
            too_many := ratelimit.consume_or_429(request, action="change_password")
        ):
            return too_many
        key = request.session.session_key
        response = super().post(request)
        # Wagtail gives the session another key, and ends all others with a new password.
        UserSession.objects.filter(session_key=key).update(
            session_key=request.session.session_key
        )
        return response


class SessionsView(WagtailAdminTemplateMixin, TemplateView):
    """Where one is signed in; ends one session, or all others."""

    template_name = "accounts/sessions.html"
    page_title = _("Where you are signed in")
    header_icon = "desktop"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = UserSession.objects.purge_and_list(self.request.user)
        found.sort(key=lambda one: one.last_seen_at, reverse=True)
        return super().get_context_data(sessions=found, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = request.POST.get("session", "")
        count = sessions.end(
            request.user,
            but=request.session.session_key,
            only=int(chosen) if chosen.isdecimal() else None,
        )
        said = ngettext("%d session is over.", "%d sessions are over.", count)
        messages.success(request, said % count)
        return redirect("usersessions_list")
