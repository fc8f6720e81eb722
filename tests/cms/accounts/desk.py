"""What a person does at the newsroom's door, over HTTP."""

import time
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.contrib.auth.models import User
from django.test import Client

LOGIN = "/admin/login/"
SECOND = "/admin/login/second-factor/"
SET_UP = "/admin/account/second-factor/"
CONFIRM = "/admin/account/confirm/code/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RIGHT, WRONG = "masthead", "guessed"


def sign_in(client: Client, name: str, password: str = RIGHT, **headers: Any) -> Any:
    return client.post(LOGIN, {"username": name, "password": password}, **headers)


def enroll(user: User) -> list[str]:
    """Give a user an authenticator app; return the recovery codes."""
    auth.TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).generate_codes()


def code(secret: str = SECRET) -> str:
    """What the app shows now."""
    counter = int(time.time()) // 30
    return auth.format_hotp_value(auth.hotp_value(secret, counter))


def is_in(client: Client) -> bool:
    """Whether the dashboard opens."""
    return client.get("/admin/").status_code == 200


def pass_both(client: Client, name: str) -> None:
    sign_in(client, name)
    answer = client.post(SECOND, {"code": code()})
    assert answer.url == "/admin/"
