"""One sign-in, two factors: a password alone opens nothing to who may let a story out."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission, User
from django.urls import get_resolver
from django.utils import timezone

from cms.accounts.middleware import DOORS as GUARDED
from cms.accounts.required import NEEDED_FOR, needs_second_factor
from tests.cms.accounts.desk import (
    CONFIRM,
    LOGIN,
    SECOND,
    SET_UP,
    code,
    enroll,
    is_in,
    sign_in,
)

DOORS = (
    "/admin/",
    "/admin/pages/",
    "/admin/account/",
    "/admin/account/sessions/",
    "/admin/api/main/pages/",
    "/admin/reports/site-history/",
    "/documents/1/plan.pdf",
    "/uploads/images/a.jpg",
)
# A session opens nothing here: all is public, or (v3) asks for a token.
PUBLIC = {
    "api/v2/",
    "api/v3-preview/",
    "feeds/<path:path>",
    "sitemaps/<path:path>",
    "sitemap.xml",
    "news-sitemap.xml",
    "health/live",
    "health/ready",
    "metrics",
    "_util/login/",
    "legal-check/",
    "",  # leads to the admin; Wagtail's own way to show a page, which needs its approval
}


def test_an_editor_signs_in_with_password_and_app(client, ed, outside):
    enroll(ed)

    assert sign_in(client, "ed").url == SECOND
    assert not is_in(client)
    assert client.post(SECOND, {"code": code()}).url == "/admin/"
    assert is_in(client)


def test_a_wrong_code_lets_nobody_in(client, ed, outside):
    enroll(ed)
    sign_in(client, "ed")

    answer = client.post(SECOND, {"code": "000000"})

    assert "Incorrect code." in answer.text
    assert not is_in(client)


def test_sign_in_leads_where_one_wanted_to_go(client, ed, outside):
    enroll(ed)
    wanted = {"username": "ed", "password": "masthead", "next": "/admin/pages/"}

    assert client.post(LOGIN, wanted).url == SECOND
    assert client.post(SECOND, {"code": code()}).url == "/admin/pages/"


def test_sign_in_leads_to_no_stranger(client, rita):
    wanted = {"username": "rita", "password": "masthead", "next": "//evil.example/"}

    assert client.post(LOGIN, wanted).url == "/admin/"


@pytest.mark.parametrize("door", DOORS)
def test_a_password_alone_opens_no_door(client, ed, outside, door):
    sign_in(client, "ed")

    answer = client.get(door)

    assert answer.status_code == 302
    assert answer.url.startswith(f"{SET_UP}?next=")
    refused = client.get(door, headers={"X-Requested-With": "XMLHttpRequest"})
    assert refused.status_code == 403
    assert "Set up an authenticator app or a passkey" in refused.json()["detail"]


@pytest.mark.parametrize("door", DOORS)
def test_a_session_in_which_no_factor_was_shown_opens_no_door(
    client, ed, outside, door
):
    enroll(ed)
    client.force_login(ed)

    answer = client.get(door)

    assert answer.status_code == 302
    assert answer.url.startswith(f"{CONFIRM}?next=")


def test_such_a_session_cannot_change_the_factors(client, ed, outside):
    enroll(ed)
    client.force_login(ed)

    for address in ("keys/add/", "app/deactivate/", "recovery-codes/"):
        assert client.get(SET_UP + address).url.startswith(CONFIRM)
    by_password = client.post(
        "/admin/account/confirm/password/", {"password": "masthead"}
    )
    assert by_password.url.startswith(CONFIRM)
    assert Authenticator.objects.filter(user=ed).count() == 2


def test_it_opens_all_once_the_factor_is_shown(client, ed, outside):
    enroll(ed)
    client.force_login(ed)

    answer = client.post(f"{CONFIRM}?next=/admin/pages/", {"code": code()})

    assert answer.url == "/admin/pages/"
    assert is_in(client)


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_opens_the_door_and_gives_recovery_codes(client, ed, outside):
    sign_in(client, "ed")
    page = client.get(f"{SET_UP}app/activate/")

    shown = {"code": code(page.context["form"].secret)}
    answer = client.post(f"{SET_UP}app/activate/", shown)

    assert answer.url == f"{SET_UP}recovery-codes/"
    assert len(client.get(answer.url).context["unused_codes"]) == 10
    assert is_in(client)


@pytest.mark.django_db(transaction=True)
def test_giving_the_last_factor_up_closes_the_door_again(client, ed, outside):
    enroll(ed)
    sign_in(client, "ed")
    client.post(SECOND, {"code": code()})

    client.post(f"{SET_UP}app/deactivate/")

    assert not Authenticator.objects.filter(user=ed).exists()
    assert client.get("/admin/").url.startswith(SET_UP)


def test_factors_change_only_for_whoever_has_just_shown_one(client, ed, time_machine):
    enroll(ed)
    sign_in(client, "ed")
    client.post(SECOND, {"code": code()})
    assert client.get(f"{SET_UP}recovery-codes/").status_code == 200

    time_machine.move_to(timezone.now() + timedelta(minutes=6))

    assert client.get(f"{SET_UP}recovery-codes/").url.startswith(CONFIRM)


def test_a_recovery_code_works_once(client, ed, outside):
    first, second, *_ = enroll(ed)

    sign_in(client, "ed")
    assert client.post(SECOND, {"code": first}).url == "/admin/"
    client.post("/admin/logout/")
    sign_in(client, "ed")

    assert "Incorrect code." in client.post(SECOND, {"code": first}).text
    assert client.post(SECOND, {"code": second}).url == "/admin/"


def test_a_code_of_the_app_works_once(client, ed, outside, time_machine):
    time_machine.move_to(1_800_000_000, tick=False)
    enroll(ed)
    sign_in(client, "ed")
    client.post(SECOND, {"code": code()})
    client.post("/admin/logout/")
    sign_in(client, "ed")

    assert "Incorrect code." in client.post(SECOND, {"code": code()}).text


def test_the_demo_offers_a_second_factor_and_forces_nobody(client, ed, root_user):
    for name in ("ed", "root"):
        assert sign_in(client, name).url == "/admin/"
        assert is_in(client)
        assert "Second factor" in client.get("/admin/account/").text
        client.post("/admin/logout/")


def test_a_reporter_needs_none(client, rita, outside):
    assert sign_in(client, "rita").url == "/admin/"
    assert is_in(client)


def test_a_reporter_who_has_one_is_asked_for_it(client, rita):
    enroll(rita)

    assert sign_in(client, "rita").url == SECOND
    assert not is_in(client)


@pytest.mark.parametrize("permission", NEEDED_FOR)
def test_whoever_may_let_out_or_take_down_needs_one(db, outside, permission):
    label, codename = permission.split(".")
    found = Permission.objects.filter(
        content_type__app_label=label, codename=codename
    ).first()
    user = User.objects.create_user("una")
    assert not needs_second_factor(user)
    if found:
        user.user_permissions.add(found)

    assert needs_second_factor(User.objects.get(pk=user.pk)) is bool(found)


def test_a_superuser_needs_one(root_user, outside):
    assert needs_second_factor(root_user)


def test_a_new_password_by_mail_is_no_way_around(client, ed, outside, mailoutbox):
    enroll(ed)
    ed.email = "ed@courier.example"
    ed.save()
    client.post("/admin/password_reset/", {"email": ed.email})
    (link,) = [w for w in mailoutbox[0].body.split() if "/password_reset/" in w]

    form = client.get(link.replace("http://localhost:8000", ""), follow=True)
    new = {"new_password1": "a quiet harbor", "new_password2": "a quiet harbor"}
    client.post(form.request["PATH_INFO"], new)

    assert not is_in(client)
    assert sign_in(client, "ed", "a quiet harbor").url == SECOND
    assert not is_in(client)


def test_wagtails_other_sign_in_signs_nobody_in(client, ed):
    answer = client.post("/_util/login/", {"username": "ed", "password": "masthead"})

    assert answer.url == LOGIN
    assert not is_in(client)


def test_an_account_without_the_admin_is_told_so_and_goes_in_no_circles(
    client, mallory
):
    answer = client.post(
        LOGIN, {"username": "mallory", "password": "masthead"}, follow=True
    )

    assert answer.status_code == 200
    assert "You do not have permission to access the admin." in answer.text


def test_every_address_is_either_guarded_or_the_same_for_everybody():
    addresses = {str(each.pattern) for each in get_resolver().url_patterns}

    assert {one for one in addresses if not f"/{one}".startswith(GUARDED)} == PUBLIC


@pytest.mark.parametrize(
    "address", [SET_UP, CONFIRM, "/admin/account/", "/admin/account/sessions/", SECOND]
)
def test_nothing_of_an_account_shows_without_a_sign_in(client, db, address):
    assert client.get(address).url.startswith(LOGIN)
