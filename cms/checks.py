"""What production's web service is asked before it starts: has the demo moved in with it?

Only the settings are read and one query is made: Django's apps are loaded later, by the
processes that serve.
"""

import os
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ImproperlyConfigured

from cms.running.given import PATIENCE, check_database, given
from cms.seed.plans import table


class DemoLogins(ImproperlyConfigured):
    """These users still have the demo's password, which everybody knows: {names}.

    Give each another one with `manage.py changepassword NAME`, then start again.
    """

    def __init__(self, names: list[str]) -> None:
        message = " ".join(str(DemoLogins.__doc__).split())
        super().__init__(message.format(names=", ".join(names)))


def check_logins() -> None:
    """Look for users of the demo newsroom who can log in with its password.

    Outside of a demo only.

    Raises:
        DemoLogins: there are some.
        Refusal: the database does not answer.
        ImproperlyConfigured, EnvError: the settings cannot be right.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    if settings.DEMO:
        return
    url = given(os.environ, "DATABASE_URL") or ""
    check_database(url)
    with psycopg.connect(url, connect_timeout=PATIENCE) as connection:
        names = demo_logins(connection.cursor())
    if names:
        raise DemoLogins(names)


def demo_logins(cursor: Any) -> list[str]:
    """Return the names of users who have a name of the demo, and its password.

    Nobody else is tried: one password costs a third of a second.
    """
    cursor.execute("SELECT to_regclass('auth_user')")
    if cursor.fetchone() == (None,):
        return []  # not migrated yet: nobody can log in
    demo = table("newsroom")
    cursor.execute(
        "SELECT username, password FROM auth_user "
        "WHERE is_active AND username = ANY(%s) ORDER BY username",
        [[user["name"] for user in demo["users"]]],
    )
    return [
        name
        for name, stored in cursor.fetchall()
        if check_password(demo["password"], stored)
    ]
