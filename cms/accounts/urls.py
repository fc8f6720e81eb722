"""The one sign-in, and what a person does with their own account.

Stands before Wagtail's own addresses, and takes the place of those that it answers.
"""

from allauth.account import views as allauth
from allauth.decorators import rate_limit
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from django.db.transaction import non_atomic_requests
from django.urls import include, path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import PasswordResetView
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.accounts.views import AccountView, SessionsView, SignInView

# Each count is a row that other sign-ins wait for: it must not be held until the end of
# the request, as it would be in one transaction.
entrance = decorate_urlpatterns(
    [
        path("login/", SignInView.as_view(), name="account_login"),
        path("login/second-factor/", mfa.authenticate, name="mfa_authenticate"),
        path("login/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
        path("logout/", allauth.logout, name="account_logout"),
        path(
            "password_reset/",
            rate_limit(action="reset_password")(PasswordResetView.as_view()),
        ),
    ],
    non_atomic_requests,
)

keys = [
    path("", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
]

second_factor = [
    path("", mfa.index, name="mfa_index"),
    path("app/", include("allauth.mfa.totp.urls")),
    path("keys/", include(keys)),
    path("recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
]

confirm = [
    path("password/", allauth.reauthenticate, name="account_reauthenticate"),
    path("code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "key/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
]

own_account = decorate_urlpatterns(
    [
        path("account/", AccountView.as_view()),
        path("account/sessions/", SessionsView.as_view(), name="usersessions_list"),
        path("account/second-factor/", include(second_factor)),
        path("account/confirm/", include(confirm)),
    ],
    require_admin_access,
)

urlpatterns = decorate_urlpatterns([*entrance, *own_account], never_cache)
