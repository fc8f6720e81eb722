"""A webhook is called with Slack's JSON, signed, at public addresses only; its URL stays secret."""

import base64
import hashlib
import hmac
import json
import logging
import threading
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import override_settings

from tests.processes import free_ports, within
from tests.workflows.notices.owed import make_ready, owe
from workflows import egress
from workflows.notices.models import Notice, Webhook
from workflows.notices.send import send

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_a_webhook_gets_slacks_json_signed(webhook, hook):
    webhook.secret = SECRET
    webhook.save()
    notice = owe(webhook=webhook, headline="Bread & <circus>", actor_name="rita")

    assert send(webhook.pk) == 1

    (request,) = hook.requests
    told = json.loads(request.body)
    assert told["text"] == (
        "rita submitted “Bread &amp; &lt;circus&gt;”. It waits for an editor."
        " <http://localhost:8000/admin/x/|Masthead>"
    )
    assert told["masthead"] == {
        "id": str(notice.key),
        "kind": "submitted",
        "story": None,
        "at": notice.at.isoformat(),
        "url": "http://localhost:8000/admin/x/",
        "headline": "Bread & <circus>",
        "who": "rita",
    }
    assert request.headers["webhook-id"] == f"msg_{notice.key.hex}"
    signed = f"msg_{notice.key.hex}.{request.headers['webhook-timestamp']}.".encode()
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    code = hmac.new(key, signed + request.body, hashlib.sha256).digest()
    assert (
        request.headers["webhook-signature"] == f"v1,{base64.b64encode(code).decode()}"
    )


def test_a_webhook_that_hangs_delays_no_mail_and_no_other_webhook(
    webhook, hook, rita, post
):
    hook.wait = threading.Event()
    owe(webhook=webhook)
    owe(rita)
    hanging = threading.Thread(target=send, args=(webhook.pk,))
    hanging.start()
    try:
        assert within(5, lambda: hook.requests)
        assert send() == 1
        assert send(webhook.pk) == 0  # the one that hangs is claimed
    finally:
        hook.wait.set()
        hanging.join()
    assert not Notice.objects.owed().exists()


@pytest.mark.parametrize("status", [301, 302, 404, 429, 500])
def test_an_answer_that_is_no_yes_is_tried_again_and_no_redirect_is_followed(
    webhook, hook, status
):
    hook.status = status
    hook.location = hook.url
    notice = owe(webhook=webhook)

    assert send(webhook.pk) == 0

    notice.refresh_from_db()
    assert notice.last_error == f"The webhook answered {status}."
    assert len(hook.requests) == 1
    hook.status, hook.location = 200, ""
    make_ready()
    assert send(webhook.pk) == 1
    ids = {request.headers["webhook-id"] for request in hook.requests}
    assert ids == {f"msg_{notice.key.hex}"}


def test_a_notice_that_a_webhook_does_not_understand_delays_no_other(webhook, hook):
    hook.status = 400
    owe(webhook=webhook)
    owe(webhook=webhook)

    assert send(webhook.pk) == 0

    assert len(hook.requests) == 2


@pytest.mark.parametrize("kind", ["submitted", "killed"])
def test_one_notice_that_a_webhook_fails_at_holds_up_no_other_for_long(
    webhook, hook, kind
):
    poison = owe(webhook=webhook, kind=kind)
    hook.chokes_on = str(poison.key)
    for _ in range(2):
        owe(webhook=webhook)
    assert send(webhook.pk) == 0
    sent = send(webhook.pk)
    later = Notice.objects.get(pk=poison.pk).next_at + timedelta(milliseconds=1)
    with time_machine.travel(later, tick=False):
        sent += send(webhook.pk)
    assert sent == 2
    assert Notice.objects.owed().get() == poison


def test_a_webhook_that_is_gone_is_not_asked_again(webhook, hook):
    hook.status = 410
    owe(webhook=webhook)

    assert send(webhook.pk) == 0

    assert Notice.objects.given_up().count() == 1


def test_a_webhook_that_was_switched_off_is_told_nothing_more(webhook, hook):
    owe(webhook=webhook)
    Webhook.objects.update(active=False)

    assert send(webhook.pk) == 0

    assert (hook.requests, Notice.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:{port}/S3CRET",
        "http://localhost:{port}/S3CRET",
        "https://10.0.0.1/S3CRET",
        "https://169.254.169.254/S3CRET",
        "https://[::1]:{port}/S3CRET",
        "https://[::ffff:127.0.0.1]:{port}/S3CRET",
        "https://2130706433:{port}/S3CRET",
        "https://0x7f.1:{port}/S3CRET",
        "https://100.64.0.1/S3CRET",
        "https://0.0.0.0:{port}/S3CRET",
    ],
)
def test_a_private_address_is_never_called(webhook, hook, url, caplog):
    port = hook.url.split(":")[2].split("/")[0]
    webhook.url = url.format(port=port)
    webhook.save()
    notice = owe(webhook=webhook)

    with override_settings(EGRESS_ALLOW=[]):
        assert send(webhook.pk) == 0

    notice.refresh_from_db()
    assert notice.last_error == str(egress.AddressRefused.says)
    assert hook.requests == []
    assert "S3CRET" not in caplog.text


def test_no_secret_is_in_the_database_in_logs_or_in_errors(webhook, hook, caplog):
    caplog.set_level(logging.DEBUG)
    webhook.secret = SECRET
    webhook.save()
    owe(webhook=webhook)
    assert send(webhook.pk) == 1
    webhook.url = f"http://127.0.0.1:{free_ports(1)[0]}/services/T/S3CRET"
    webhook.save()
    notice = owe(webhook=webhook)

    assert send(webhook.pk) == 0

    notice.refresh_from_db()
    assert notice.last_error == "No answer: ConnectionError."
    stored = str(Webhook.objects.values().get())
    for secret in ("S3CRET", SECRET.removeprefix("whsec_")):
        assert secret not in stored
        assert secret not in caplog.text


def test_an_older_secret_key_still_opens_a_webhook_and_no_other_does(webhook, hook):
    old = settings.SECRET_KEY
    owe(webhook=webhook)
    with override_settings(SECRET_KEY="n" * 50):
        assert send(webhook.pk) == 0
        assert "Type it in again" in Notice.objects.get().last_error
    make_ready()

    with override_settings(SECRET_KEY="n" * 50, SECRET_KEY_FALLBACKS=[old]):
        assert send(webhook.pk) == 1
