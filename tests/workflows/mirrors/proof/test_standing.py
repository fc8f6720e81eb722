"""Operators hear in time that nobody signs, or that the root runs out."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from cms.health import CHECKS
from cms.seed import mirrors
from tests import newsroom as build
from workflows.mirrors.checks import signing_key
from workflows.mirrors.models import Role
from workflows.mirrors.proof.sign import sign


def test_health_fails_when_nobody_has_signed_for_two_hours(signed, newsroom, rita, ed):
    build.story(newsroom.news, rita, ed)
    assert CHECKS["proof"]()["waiting_targets"] > 0
    sign(rest=0)
    fine = CHECKS["proof"]()
    assert (fine["ok"], fine["waiting_targets"], fine["root_days"]) == (True, 0, 364)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=3)):
        assert not CHECKS["proof"]()["ok"]


def test_health_fails_a_month_before_the_root_runs_out(signed):
    with time_machine.travel(datetime.now(UTC) + timedelta(days=340)):
        sign(rest=0)
        late = CHECKS["proof"]()
    assert (late["ok"], late["root_days"]) == (False, 24)


@pytest.mark.django_db
def test_a_newsroom_without_keys_is_healthy():
    assert CHECKS["proof"]() == {
        "ok": True,
        "head_seconds": 0.0,
        "waiting_targets": 0,
        "root_days": None,
    }


def test_the_check_warns_where_nothing_is_signed_and_not_in_a_demo(settings, tmp_path):
    settings.SIGNING_KEY = tmp_path / "online.pem"
    assert signing_key() == []
    settings.DEMO = False
    assert [one.id for one in signing_key()] == ["mirrors.W001"]
    settings.SIGNING_KEY.write_text("no key")
    settings.SIGNING_KEY.chmod(0o644)
    with pytest.raises(SystemCheckError, match="chmod 600"):
        call_command("check")
    settings.SIGNING_KEY.chmod(0o600)
    assert [one.id for one in signing_key()] == ["mirrors.E001"]


def test_the_demo_has_keys_of_its_own_also_for_another_database(
    newsroom, settings, tmp_path
):
    settings.HOME = tmp_path
    settings.SIGNING_KEY = tmp_path / "tuf/online.pem"
    mirrors.begin_proof()
    mirrors.begin_proof()
    key = settings.SIGNING_KEY.read_bytes()
    Role.objects.all().delete()
    mirrors.begin_proof()
    assert settings.SIGNING_KEY.read_bytes() == key
    assert sign(rest=0).bins == 256
