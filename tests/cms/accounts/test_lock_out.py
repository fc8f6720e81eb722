"""Guessing is locked out, for a while; nobody is locked out by a stranger for ever."""

from datetime import timedelta

import pytest
from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal import auth
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from structlog.testing import capture_logs

from tests.cms.accounts.desk import (
    SECOND,
    WRONG,
    code,
    enroll,
    is_in,
    pass_both,
    sign_in,
)

LOCKED = "Too many attempts have failed. Wait five minutes, then try again."
MISMATCH = "This name and password do not match. Please try again."
NOON = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)


def guess(client: Client, name: str, times: int = 5) -> list[str]:
    """Return what each attempt with a wrong password was told."""
    return [told(sign_in(client, name, WRONG)) for _ in range(times)]


def told(answer) -> str:
    return next(said for said in (LOCKED, MISMATCH, "") if said in answer.text)


def test_five_wrong_passwords_lock_a_name_for_five_minutes(
    client, thief, rita, time_machine
):
    time_machine.move_to(NOON, tick=False)
    assert guess(thief, "rita", 6) == [MISMATCH] * 5 + [LOCKED]

    assert told(sign_in(client, "rita")) == LOCKED
    assert not is_in(client)

    time_machine.move_to(NOON + timedelta(minutes=5, seconds=1), tick=False)
    assert sign_in(client, "rita").url == "/admin/"
    assert is_in(client)


def test_a_lock_out_does_not_tell_whether_there_is_such_a_user(thief, rita):
    assert guess(thief, "rita", 6) == guess(thief, "nobody", 6)


def test_a_closed_account_is_not_told_from_a_wrong_password(client, rita):
    rita.is_active = False
    rita.save()

    assert told(sign_in(client, "rita")) == MISMATCH


@pytest.mark.parametrize("host", ["localhost:8000", "localhost:9999", "127.0.0.1"])
def test_the_name_is_counted_whatever_host_spelling_or_address(client, rita, host):
    for number in range(5):
        guesser = Client(REMOTE_ADDR=f"192.0.2.{number}")
        sign_in(guesser, ("rita", "RITA", " rita ")[number % 3], WRONG)

    assert told(sign_in(client, "rita", headers={"Host": host})) == LOCKED


def test_attempts_while_locked_do_not_prolong_it(thief, rita, time_machine):
    time_machine.move_to(NOON, tick=False)
    guess(thief, "rita")
    time_machine.move_to(NOON + timedelta(minutes=4), tick=False)
    guess(thief, "rita", 3)

    time_machine.move_to(NOON + timedelta(minutes=5, seconds=1), tick=False)
    assert sign_in(thief, "rita").url == "/admin/"


def test_strangers_cannot_lock_out_a_browser_one_has_used_before(client, thief, rita):
    sign_in(client, "rita")
    client.post("/admin/logout/")
    guess(thief, "rita")

    assert told(sign_in(thief, "rita")) == LOCKED
    assert sign_in(client, "rita").url == "/admin/"


def test_such_a_browser_has_five_guesses_of_its_own(client, rita, ed):
    sign_in(client, "rita")
    client.post("/admin/logout/")

    assert guess(client, "rita", 6) == [MISMATCH] * 5 + [LOCKED]
    assert told(sign_in(client, "rita")) == LOCKED


def test_a_browsers_proof_is_of_one_name_and_cannot_be_made_up(client, thief, rita, ed):
    sign_in(client, "rita")
    client.post("/admin/logout/")
    proof = client.cookies["masthead_known"]
    assert (proof["httponly"], proof["samesite"]) == (True, "Lax")
    guess(thief, "ed")
    guess(thief, "rita")

    assert told(sign_in(client, "ed")) == LOCKED
    thief.cookies["masthead_known"] = proof.value[:-1]
    assert told(sign_in(thief, "rita")) == LOCKED


def test_an_address_that_guesses_at_many_names_is_locked_out(thief, rita):
    for number in range(20):
        assert guess(thief, f"name{number}", 1) == [MISMATCH]

    assert told(sign_in(thief, "rita")) == LOCKED
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7"), "rita").url == "/admin/"


def test_who_signs_in_rightly_is_not_counted(rita):
    for _ in range(25):
        assert sign_in(Client(), "rita").url == "/admin/"


def test_a_forged_address_counts_as_the_real_one(rita):
    for number in range(20):
        forged = {"X-Forwarded-For": f"203.0.113.{number}"}
        sign_in(Client(), f"name{number}", WRONG, headers=forged)

    assert told(sign_in(Client(), "rita")) == LOCKED


def test_behind_a_proxy_of_ours_what_the_proxy_saw_counts(rita, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(20):
        forged = {"X-Forwarded-For": f"203.0.113.{number}, 192.0.2.66"}
        sign_in(Client(), f"name{number}", WRONG, headers=forged)

    mine = {"X-Forwarded-For": "192.0.2.66"}
    yours = {"X-Forwarded-For": "192.0.2.67"}
    assert told(sign_in(Client(), "rita", headers=mine)) == LOCKED
    assert sign_in(Client(), "rita", headers=yours).url == "/admin/"


def test_five_wrong_codes_lock_the_second_step(client, ed, outside, time_machine):
    time_machine.move_to(NOON, tick=False)
    enroll(ed)
    sign_in(client, "ed")
    with capture_logs() as logs:
        for _ in range(5):
            client.post(SECOND, {"code": "000000"})
        assert LOCKED in client.post(SECOND, {"code": code()}).text
    assert not is_in(client)
    failed = {"event": "second_factor_failed", "user": "ed", "log_level": "warning"}
    assert logs[:-1] == [failed] * 5
    assert logs[-1]["event"] == "locked_out"

    time_machine.move_to(NOON + timedelta(minutes=5, seconds=1), tick=False)
    assert client.post(SECOND, {"code": code()}).url == "/admin/"


def test_fifty_wrong_codes_lock_it_for_a_day(client, ed, outside, time_machine):
    time_machine.move_to(NOON, tick=False)
    enroll(ed)
    for number in range(10):
        time_machine.move_to(NOON + timedelta(minutes=6 * number), tick=False)
        sign_in(client, "ed")
        for _ in range(5):
            client.post(SECOND, {"code": "000000"})
    time_machine.move_to(NOON + timedelta(hours=2), tick=False)
    sign_in(client, "ed")

    answer = client.post(SECOND, {"code": code()})

    assert "try again tomorrow" in answer.text
    assert not is_in(client)
    time_machine.move_to(NOON + timedelta(hours=26), tick=False)
    pass_both(client, "ed")


def test_the_old_password_cannot_be_guessed_at_the_account_page(client, rita):
    sign_in(client, "rita")
    form = {"password-old_password": WRONG, "password-new_password1": "x"}

    answers = [client.post("/admin/account/", form) for _ in range(6)]

    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert "Wait five minutes" in answers[-1].text


def test_password_mail_cannot_be_asked_for_without_end(thief, db):
    form = {"email": "ed@courier.example"}

    answers = [thief.post("/admin/password_reset/", form) for _ in range(11)]

    assert [one.status_code for one in answers] == [302] * 10 + [429]
    assert "Wait five minutes" in answers[-1].text


def test_counts_are_in_the_database_for_all_processes():
    counts = caches["counts"]

    assert type(counts).__name__ == "DatabaseCache"
    assert ratelimit.cache._alias == auth.cache._alias == "counts"
