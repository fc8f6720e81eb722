"""Sessions are listed, and end when somebody ends them."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from structlog.testing import capture_logs

from cms.accounts.tasks import forget_ended_sessions
from tests.cms.accounts.desk import (
    SET_UP,
    enroll,
    is_in,
    pass_both,
    sign_in,
)

SESSIONS = "/admin/account/sessions/"


@pytest.fixture
def phone(rita) -> Client:
    """Rita's telephone, signed in."""
    phone = Client(REMOTE_ADDR="198.51.100.7", headers={"User-Agent": "A telephone"})
    sign_in(phone, "rita")
    return phone


@pytest.fixture
def desk(client, rita) -> Client:
    """Rita's desk, signed in."""
    sign_in(client, "rita")
    return client


def test_every_session_is_listed_with_browser_address_and_time(desk, phone):
    page = desk.get(SESSIONS)

    assert [one.ip for one in page.context["sessions"]] == ["198.51.100.7", "127.0.0.1"]
    assert "A telephone" in page.text
    assert page.text.count("This browser") == 1
    assert page.text.count(">Sign out</button>") == 1


def test_a_revoked_session_is_out_at_its_next_request(desk, phone):
    assert is_in(phone)
    session = UserSession.objects.get(ip="198.51.100.7")

    desk.post(SESSIONS, {"session": session.pk})

    assert not is_in(phone)
    assert is_in(desk)


def test_all_others_are_ended_at_once(desk, phone, rita):
    third = Client()
    sign_in(third, "rita")

    answer = desk.post(SESSIONS, follow=True)

    assert "2 sessions are over." in answer.text
    assert [is_in(one) for one in (desk, phone, third)] == [True, False, False]


def test_nobody_ends_the_sessions_of_somebody_else(client, phone, ed):
    sign_in(client, "ed")
    session = UserSession.objects.get(ip="198.51.100.7")

    client.post(SESSIONS, {"session": session.pk})
    client.post(SESSIONS)

    assert is_in(phone)


def test_a_new_password_ends_all_other_sessions(desk, phone, rita):
    form = {
        "password-old_password": "masthead",
        "password-new_password1": "a quiet harbor",
        "password-new_password2": "a quiet harbor",
        "name_email-first_name": "Rita",
        "name_email-last_name": "Lind",
        "name_email-email": "rita@courier.example",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "theme-keyboard_shortcuts": "on",
        "locale-preferred_language": "",
    }
    started = UserSession.objects.get(ip="127.0.0.1").created_at

    answer = desk.post("/admin/account/", form)

    assert answer.status_code == 302, answer.context["panels_by_tab"]
    assert is_in(desk)
    assert not is_in(phone)
    assert UserSession.objects.get(ip="127.0.0.1").created_at == started


@pytest.mark.parametrize(
    "password", ["masthead", "short", "password1234", "rita-rita-rita"]
)
def test_a_password_that_is_easily_guessed_is_refused(desk, rita, password):
    form = {
        "password-old_password": "masthead",
        "password-new_password1": password,
        "password-new_password2": password,
    }

    desk.post("/admin/account/", form)

    rita.refresh_from_db()
    assert rita.check_password("masthead")
    assert desk.post("/admin/account/", form).status_code == 200


def test_a_closed_account_is_out_everywhere_and_stays_out(desk, phone, rita):
    rita.is_active = False
    rita.save()
    assert [is_in(one) for one in (desk, phone)] == [False, False]

    rita.is_active = True
    rita.save()
    assert [is_in(one) for one in (desk, phone)] == [False, False]


def test_last_seen_is_noted_once_in_five_minutes(desk, rita, time_machine):
    session = UserSession.objects.get()
    noon = session.last_seen_at

    for minutes, noted in ((4, noon), (6, noon + timedelta(minutes=6))):
        time_machine.move_to(noon + timedelta(minutes=minutes), tick=False)
        desk.get("/admin/")
        session.refresh_from_db()
        assert session.last_seen_at == noted


def test_a_session_from_before_the_update_is_listed_too(client, rita):
    client.force_login(rita)
    client.get("/admin/")

    assert UserSession.objects.get().user == rita


def test_a_session_ends_after_its_hours(desk, time_machine):
    time_machine.move_to(timezone.now() + timedelta(hours=15, minutes=59))
    assert is_in(desk)

    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    assert not is_in(desk)


def test_the_session_cookie_is_no_scripts_and_no_other_sites(desk):
    cookie = desk.cookies["sessionid"]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_request_of_the_admin_costs_one_query_more(
    client, ed, outside, django_assert_max_num_queries, settings
):
    enroll(ed)
    pass_both(client, "ed")
    client.get(SET_UP)
    with django_assert_max_num_queries(50) as guarded:
        client.get(SET_UP)
    ours = "cms.accounts.middleware.SecondFactorMiddleware"
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != ours]
    unguarded = Client()
    unguarded.cookies = client.cookies
    with django_assert_max_num_queries(50) as bare:
        unguarded.get(SET_UP)

    # What the person may do is asked of the database once, whoever asks first.
    assert len(guarded) == len(bare) + 1


def test_an_operator_takes_a_lost_second_factor_away(client, ed, outside, capsys):
    enroll(ed)
    pass_both(client, "ed")

    with capture_logs() as logs:
        call_command("reset_second_factor", "ed")

    assert (
        capsys.readouterr().out == "ed has no second factor now, and is signed out.\n"
    )
    assert logs == [
        {
            "event": "second_factor_reset",
            "user": "ed",
            "factors": 2,
            "log_level": "warning",
        }
    ]
    assert not is_in(client)
    sign_in(client, "ed")
    assert client.get("/admin/").url.startswith(SET_UP)


def test_the_command_names_a_user_who_is_not_there(db):
    with pytest.raises(CommandError, match=r"^There is no user nobody\.$"):
        call_command("reset_second_factor", "nobody")


def test_sessions_that_have_ended_are_forgotten(client, rita, time_machine):
    sign_in(client, "rita")
    time_machine.move_to(timezone.now() + timedelta(hours=17))
    sign_in(Client(), "rita")

    forget_ended_sessions()

    assert Session.objects.count() == 1
