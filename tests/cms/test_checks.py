"""Production's web service does not start while the demo's logins work."""

import os
import subprocess
import sys
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.db import connection

from cms import checks
from cms.checks import demo_logins
from cms.seed import people
from tests.cms.test_settings import OURS, SAFE
from tests.processes import free_ports


@pytest.fixture
def hired(db: Any) -> None:
    people.hire()


def start_web(**changed: str) -> subprocess.Popen[str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    (port,) = free_ports(1)
    return subprocess.Popen(
        [sys.executable, "-m", "cms.services", "web"],
        env=inherited | SAFE | {"MASTHEAD_WEB_PORT": str(port)} | changed,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(web: subprocess.Popen[str]) -> tuple[int, str]:
    """Return the exit code of a service that ends by itself, and all it said."""
    try:
        said, _ = web.communicate(timeout=60)
    finally:
        web.kill()
    return web.returncode, said


def this_database() -> str:
    """Return the address of the tests' own database."""
    told = connection.settings_dict
    host = quote(told["HOST"], safe="")
    return f"postgres://{told['USER']}:{told['PASSWORD']}@{host}:{told['PORT']}/{told['NAME']}"


def found() -> list[str]:
    with connection.cursor() as cursor:
        return demo_logins(cursor)


def test_users_of_the_demo_are_found_by_its_password(hired):
    assert found() == [
        "chief",
        "editor",
        "editor2",
        "legal",
        "operator",
        "reporter",
        "sport",
    ]


def test_a_user_with_a_password_of_their_own_or_none_is_not_one_of_them(hired):
    chief, editor, sport = (
        User.objects.get(username=name) for name in ("chief", "editor", "sport")
    )
    chief.set_password("nobody knows")
    chief.save()
    editor.set_unusable_password()
    editor.save()
    sport.is_active = False
    sport.save()

    assert found() == ["editor2", "legal", "operator", "reporter"]


def test_only_names_of_the_demo_are_tried(db, monkeypatch):
    tried: list[str] = []
    monkeypatch.setattr(checks, "check_password", tried.append)
    User.objects.create_user("ines", password="masthead")

    assert found() == []
    assert tried == []


@pytest.mark.django_db(transaction=True)
def test_the_web_service_of_production_refuses_in_one_sentence():
    hired = {"chief": "masthead", "editor": "masthead", "sport": "nobody knows"}
    for name, password in hired.items():
        # Production's own kind: that of the tests would not be recognized there.
        stored = PBKDF2PasswordHasher().encode(password, "salt")
        User.objects.create(username=name, password=stored)

    web = start_web(DATABASE_URL=this_database())

    assert ended(web) == (
        1,
        (
            "These users still have the demo's password, which everybody knows: chief, "
            "editor. Give each another one with `manage.py changepassword NAME`, then "
            "start again.\n"
        ),
    )


@pytest.mark.django_db(transaction=True)
def test_the_web_service_starts_when_nobody_has_the_demos_password():
    stored = PBKDF2PasswordHasher().encode("nobody knows", "salt")
    User.objects.create(username="chief", password=stored)

    web = start_web(DATABASE_URL=this_database())

    try:
        assert web.stdout is not None
        assert "Starting granian" in "".join(web.stdout.readline() for _ in range(3))
    finally:
        web.terminate()
        web.communicate(timeout=60)


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        (
            "MASTHEAD_TIME_ZONE",
            "Europe/Atlantis",
            (
                'Environment variable "MASTHEAD_TIME_ZONE" invalid: '
                "['must be the name of a time zone, like UTC or Europe/Lisbon.']\n"
            ),
        ),
        ("DEBUG", "1", "DEBUG must not be set in production. Remove it.\n"),
        (
            "MASTHEAD_ALLOWED_HOSTS",
            "",
            "MASTHEAD_ALLOWED_HOSTS must name the hosts of the admin and the API.\n",
        ),
    ],
)
def test_a_wrong_setting_stops_the_web_service_in_one_sentence(variable, value, said):
    assert ended(start_web(**{variable: value})) == (1, said)


def test_a_database_that_is_not_there_stops_the_web_service_in_one_sentence():
    code, said = ended(start_web())

    assert code == 1
    assert said.startswith("The PostgreSQL that DATABASE_URL names does not answer")
    assert "hush-hush" not in said
