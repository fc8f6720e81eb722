"""Settings: production refuses what is unsafe, by name, and is clean otherwise."""

import os
import subprocess
import sys

import pytest

SAFE = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "MASTHEAD_SECRET_KEY": "k3Yq8vW1zXn5bR7tM2pL9sD4fG6hJ0aCwE-uIoPlKjHgFdSaQz",
    "MASTHEAD_ALLOWED_HOSTS": "cms.courier.example",
    "MASTHEAD_PRIMARY_URL": "https://courier.example",
    "DATABASE_URL": "postgres://masthead:hush-hush@127.0.0.1:1/masthead",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def check(**changed: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py check --deploy` with safe settings, except for what is changed."""
    ours = ("MASTHEAD_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "DEBUG")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env=inherited | SAFE | changed,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_is_clean_when_it_is_safe():
    result = check()

    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MASTHEAD_SECRET_KEY", ""),
        ("MASTHEAD_SECRET_KEY", "short"),
        ("MASTHEAD_SECRET_KEY", "demo-only-key-that-production-refuses" * 2),
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


def test_a_secret_can_come_from_a_file(tmp_path):
    secret = tmp_path / "key"
    secret.write_text(SAFE["MASTHEAD_SECRET_KEY"])

    result = check(MASTHEAD_SECRET_KEY="", MASTHEAD_SECRET_KEY_FILE=str(secret))

    assert result.returncode == 0, result.stderr
