"""Settings: production refuses what is unsafe, by name, and is clean otherwise."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from workflows.mirrors.proof import keys

SAFE = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "MASTHEAD_SECRET_KEY": "k3Yq8vW1zXn5bR7tM2pL9sD4fG6hJ0aCwE-uIoPlKjHgFdSaQz",
    "MASTHEAD_ALLOWED_HOSTS": "cms.courier.example",
    "MASTHEAD_PRIMARY_URL": "https://courier.example",
    "DATABASE_URL": "postgres://masthead:hush-hush@127.0.0.1:1/masthead",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}
OURS = ("MASTHEAD_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "DEBUG")


def check(**changed: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py check --deploy` with safe settings, except for what is changed."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=inherited | SAFE | changed,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def key(tmp_path):
    """Where the key lies that signs for readers."""
    path = tmp_path / "online.pem"
    keys.write(path, keys.new())
    return str(path)


def test_production_is_clean_when_it_is_safe(key):
    result = check(MASTHEAD_SIGNING_KEY=key)

    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MASTHEAD_SECRET_KEY", ""),
        ("MASTHEAD_SECRET_KEY", "short"),
        ("MASTHEAD_SECRET_KEY", "demo-only-key-that-production-refuses" * 2),
        ("MASTHEAD_SECRET_KEY_FALLBACKS", "demo-only-key-that-production-refuses" * 2),
        ("MASTHEAD_ALLOWED_HOSTS", ""),
        ("MASTHEAD_ALLOWED_HOSTS", "*"),
        ("MASTHEAD_PRIMARY_URL", "http://courier.example"),
        ("DEBUG", "1"),
        ("DATABASE_URL", "mysql://masthead:hush-hush@127.0.0.1/masthead"),
        ("DATABASE_URL", ""),
    ],
)
def test_an_unsafe_value_is_refused_by_name(variable, value):
    result = check(**{variable: value})

    assert result.returncode != 0
    assert f"{variable} must" in result.stderr
    assert "hush-hush" not in result.stderr


def test_a_secret_can_come_from_a_file(key, tmp_path):
    secret = tmp_path / "key"
    secret.write_text(SAFE["MASTHEAD_SECRET_KEY"])

    result = check(
        MASTHEAD_SECRET_KEY="",
        MASTHEAD_SECRET_KEY_FILE=str(secret),
        MASTHEAD_SIGNING_KEY=key,
    )

    assert result.returncode == 0, result.stderr


def settings_of(name: str, *shown: str, **changed: str) -> Any:
    """Return what the settings are worth in a process of their own, or its complaint."""
    code = (
        "import importlib, json; "
        f"settings = importlib.import_module('cms.settings.{name}'); "
        f"print(json.dumps([getattr(settings, name) for name in {shown!r}]))"
    )
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=inherited | SAFE | changed,
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(run.stdout) if run.returncode == 0 else run.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MASTHEAD_TIME_ZONE", "Europe/Atlantis"),
        ("MASTHEAD_TIME_ZONE", "../../etc/passwd"),
        ("MASTHEAD_TIME_ZONE", ""),
        ("MASTHEAD_LOG_LEVEL", "LOUD"),
        ("MASTHEAD_LOG_LEVEL", "info"),
        ("MASTHEAD_LANGUAGE", "english"),
        ("MASTHEAD_LANGUAGE", "en-GB"),
        ("REDIS_URL", "amqp://guest:hush-hush@127.0.0.1"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "unix://"),
        ("REDIS_URL", "redis://:hush-hush@127.0.0.1:none/0"),
        ("MASTHEAD_PRIMARY_URL", "courier.example"),
        ("MASTHEAD_PRIMARY_URL", "https://"),
        ("MASTHEAD_PRIMARY_URL", "https://courier.example/news"),
        ("MASTHEAD_PRIMARY_URL", "https://courier.example?utm=x"),
        ("MASTHEAD_PRIMARY_URL", "ftp://courier.example"),
        ("MASTHEAD_ADMIN_URL", "cms.courier.example"),
        ("MASTHEAD_ALLOWED_HOSTS", "https://cms.courier.example"),
        ("MASTHEAD_ALLOWED_HOSTS", "cms.courier.example:8000"),
        ("MASTHEAD_CSRF_TRUSTED_ORIGINS", "cms.courier.example"),
        ("MASTHEAD_NEWSROOM_NAME", " "),
        ("MASTHEAD_API_LIMIT_MAX", "0"),
        ("MASTHEAD_HSTS_SECONDS", "-1"),
        ("MASTHEAD_SESSION_HOURS", "0"),
        ("MASTHEAD_PROXIES", "-1"),
        ("MASTHEAD_SEARCH_BACKEND", "search.nothing"),
        ("MASTHEAD_EMAIL_URL", "console:"),
        ("MASTHEAD_EMAIL_URL", "smtp://:hush-hush@mail.example:none"),
        ("MASTHEAD_EMAIL_FROM", "the desk"),
        ("MASTHEAD_EGRESS_ALLOW", "private"),
        ("MASTHEAD_EGRESS_ALLOW", "10.0.0.0/8,10.20.30.40/16"),
    ],
)
def test_a_value_that_cannot_be_right_stops_the_start_by_name(variable, value):
    complaint = settings_of("production", **{variable: value})

    assert f'"{variable}" invalid: [\'must be ' in complaint
    assert "hush-hush" not in complaint


@pytest.mark.parametrize(
    "variable", ["MASTHEAD_API_LIMIT_MAX", "MASTHEAD_SSL_REDIRECT"]
)
def test_a_value_of_another_kind_stops_the_start_by_name(variable):
    complaint = settings_of("production", **{variable: "perhaps"})

    assert f'"{variable}" invalid' in complaint


@pytest.mark.parametrize(
    ("variable", "value", "setting"),
    [
        ("MASTHEAD_TIME_ZONE", "America/Argentina/Buenos_Aires", "TIME_ZONE"),
        ("MASTHEAD_LOG_LEVEL", "WARNING", "LOG_LEVEL"),
        ("MASTHEAD_LANGUAGE", "pt-br", "LANGUAGE_CODE"),
        ("REDIS_URL", "rediss://:hush-hush@broker.example:6380/1", "REDIS_URL"),
        ("REDIS_URL", "unix:///run/valkey/valkey.sock", "REDIS_URL"),
        ("MASTHEAD_PRIMARY_URL", "https://courier.example:8443", "PRIMARY_URL"),
        ("MASTHEAD_ADMIN_URL", "https://cms.example", "WAGTAILADMIN_BASE_URL"),
        ("MASTHEAD_EMAIL_FROM", "The desk <desk@courier.example>", "SERVER_EMAIL"),
    ],
)
def test_a_good_value_is_taken_as_it_is(variable, value, setting):
    assert settings_of("production", setting, **{variable: value}) == [value]


def test_cookies_are_for_this_site_and_no_script():
    assert settings_of(
        "production",
        *(
            "SESSION_COOKIE_HTTPONLY",
            "SESSION_COOKIE_SAMESITE",
            "SESSION_COOKIE_SECURE",
        ),
        *("CSRF_COOKIE_SAMESITE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_AGE"),
        MASTHEAD_SESSION_HOURS="8",
    ) == [True, "Lax", True, "Lax", True, 8 * 3600]


def test_lists_are_separated_by_commas():
    hosts, origins = (
        "cms.courier.example,[::1]",
        "https://cms.example,https://*.example",
    )
    assert settings_of(
        "production",
        "ALLOWED_HOSTS",
        "CSRF_TRUSTED_ORIGINS",
        MASTHEAD_ALLOWED_HOSTS=hosts,
        MASTHEAD_CSRF_TRUSTED_ORIGINS=origins,
    ) == [hosts.split(","), origins.split(",")]


MAIL = (
    "EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER",
    "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_TIMEOUT",
)  # fmt: skip
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "smtp://mail.example:25",
            ["mail.example", 25, None, None, False, False, 10],
        ),
        (
            "submission://desk:hush%2Fhush@mail.example",
            ["mail.example", 587, "desk", "hush/hush", True, False, 10],
        ),
        (
            "smtp://desk:hush@mail.example:465?ssl=true&timeout=3",
            ["mail.example", 465, "desk", "hush", False, True, 3],
        ),
    ],
)
def test_mail_leaves_by_one_address_which_may_come_from_a_file(tmp_path, url, expected):
    secret = tmp_path / "mail"
    secret.write_text(url)

    found = settings_of("production", *MAIL, MASTHEAD_EMAIL_URL_FILE=str(secret))

    assert found == [SMTP, *expected]


def test_production_mails_to_this_machine_and_the_demo_to_nobody():
    assert settings_of("production", *MAIL[:3]) == [SMTP, "localhost", 25]
    assert settings_of("demo", "EMAIL_BACKEND") == [
        "django.core.mail.backends.dummy.EmailBackend"
    ]


def test_only_the_demo_is_the_selden_courier():
    assert settings_of("production", "NEWSROOM_NAME", "DEMO") == ["Masthead", False]
    assert settings_of("demo", "NEWSROOM_NAME", "WAGTAIL_SITE_NAME", "DEMO") == [
        "The Selden Courier",
        "The Selden Courier",
        True,
    ]
    name = {"MASTHEAD_NEWSROOM_NAME": "Harbor Post"}
    assert settings_of("demo", "WAGTAIL_SITE_NAME", **name) == ["Harbor Post"]
