"""The secrets of second factors: whoever reads the database cannot make anybody's codes."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from tests.cms.accounts.desk import SECOND, SECRET, code, enroll, is_in, sign_in
from workflows.notices.models import Webhook

pytestmark = pytest.mark.django_db
HOOK = "https://hooks.example/T0/S3CRET"


def stored() -> str:
    return str(list(Authenticator.objects.order_by("pk").values("data")))


def gets_in(client, given: str) -> bool:
    sign_in(client, "ed")
    client.post(SECOND, {"code": given})
    return is_in(client)


def test_neither_an_apps_secret_nor_recovery_codes_lie_open(client, ed, outside):
    codes = enroll(ed)

    assert SECRET not in stored()
    assert not [each for each in codes if each in stored()]
    assert gets_in(client, codes[0])


def test_a_secret_key_that_is_gone_lets_nobody_in_and_says_so(
    client, ed, outside, caplog
):
    enroll(ed)

    with override_settings(SECRET_KEY="n" * 50):
        assert not gets_in(client, code())

    assert "second_factor_unreadable" in caplog.text
    assert gets_in(client, code())


def test_what_is_sealed_anew_needs_the_older_key_no_more(client, ed, outside):
    enroll(ed)
    webhook = Webhook(name="Desk", url=HOOK, secret="whsec_c2VjcmV0")
    webhook.save()
    said, old = StringIO(), settings.SECRET_KEY

    with override_settings(SECRET_KEY="n" * 50, SECRET_KEY_FALLBACKS=[old]):
        call_command("reseal", stdout=said)

    assert said.getvalue() == "Sealed anew: 2 factors, 1 webhooks, 0 mirrors.\n"
    with override_settings(SECRET_KEY="n" * 50):
        kept = Webhook.objects.get()
        assert (kept.url, kept.secret) == (HOOK, "whsec_c2VjcmV0")
        assert gets_in(client, code())


def test_what_cannot_be_opened_is_not_sealed_anew_and_nothing_else_is(ed, outside):
    enroll(ed)
    before = stored()
    with override_settings(SECRET_KEY="g" * 50):
        Webhook(name="Desk", url=HOOK).save()

    with pytest.raises(CommandError, match="MASTHEAD_SECRET_KEY_FALLBACKS"):
        call_command("reseal")

    assert stored() == before
