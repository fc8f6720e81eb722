"""What is owed goes out: once, in the reader's language, and past whatever is dead."""

import base64
import hashlib
import hmac
import json
import logging
import threading
from datetime import UTC, datetime, time, timedelta

import pytest
import redis
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.test import override_settings
from django.utils import timezone
from wagtail.users.models import UserProfile

from tests.processes import free_ports, within
from workflows.notices import nudge as nudging
from workflows.notices.models import Notice, Preferences, Webhook
from workflows.notices.rules import Kind
from workflows.notices.send import send
from workflows.notices.sweep import forget_old, waiting
from workflows.notices.tell import Event, tell

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(autouse=True)
def editor_edna(edna):
    Notice.objects.all().delete()


def owe(user=None, webhook=None, **fields):
    """Write a notice that is about no page, as an assignment's would be."""
    values = {
        "kind": "submitted",
        "headline": "Harbor strike ends",
        "link": "/admin/x/",
    }
    values |= {"due_at": timezone.now(), "next_at": timezone.now()} | fields
    return Notice.objects.create(user=user, webhook=webhook, **values)


def make_ready():
    Notice.objects.update(next_at=Now())


def test_a_mail_says_what_and_leads_into_the_admin(rita, post):
    notice = owe(rita, actor_name="ed", kind="sent back", said="Who <b>says</b> so?")

    assert send() == 1

    (mail,) = post.to("rita")
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert mail["Subject"] == "Sent back: Harbor strike ends"
    assert mail["Message-ID"] == f"<{notice.key}@localhost>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == (
        "<http://localhost:8000/admin/account/#tab-notifications>"
    )
    assert "ed sent “Harbor strike ends” back." in text
    assert "http://localhost:8000/admin/x/" in text
    assert "Who <b>says</b> so?" in text
    assert "Who &lt;b&gt;says&lt;/b&gt; so?" in html
    assert send() == 0


def test_a_headline_cannot_write_headers(rita, post):
    owe(rita, headline="Strike\r\nBcc: all@courier.example")

    send()

    (mail,) = post.mails
    assert mail["Subject"] == "Submitted: Strike Bcc: all@courier.example"
    assert mail["Bcc"] is None


def test_a_mail_speaks_its_readers_language(rita, post):
    profile = UserProfile.get_for_user(rita)
    profile.preferred_language = "ar"
    profile.save()
    owe(rita)

    send()

    html = post.mails[0].get_body(("html",)).get_content()
    assert '<html lang="ar" dir="rtl">' in html


def test_whoever_left_or_wants_it_no_more_is_not_told(rita, ed, edna, chioma, post):
    for user in (rita, ed, edna, chioma):
        owe(user)
    rita.is_active = False
    rita.save()
    Preferences.objects.create(user=ed, muted=["submitted"])
    edna.groups.clear()

    assert send() == 1

    assert [mail["To"] for mail in post.mails] == ["chioma@courier.example"]
    assert Notice.objects.count() == 1


def test_quiet_hours_wait_and_kills_do_not(rita, post, time_machine):
    Preferences.objects.create(user=rita, quiet_from=time(22), quiet_until=time(7))
    profile = UserProfile.get_for_user(rita)
    profile.current_time_zone = "Asia/Kolkata"  # five and a half hours ahead
    profile.save()
    time_machine.move_to(datetime(2026, 11, 23, 20, tzinfo=UTC))  # 01:30 there
    owe(rita)
    owe(rita, kind="killed")

    assert send() == 1
    assert post.mails[0]["Subject"] == "Killed: Harbor strike ends"
    waiting_one = Notice.objects.owed().get()
    assert waiting_one.next_at == datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    assert waiting_one.attempts == 0
    time_machine.move_to(datetime(2026, 11, 24, 1, 31, tzinfo=UTC))
    assert send() == 1


def test_a_kill_overtakes_what_waits(rita, post):
    for _ in range(3):
        owe(rita)
    owe(rita, kind="killed")

    assert send() == 4

    assert post.mails[0]["Subject"].startswith("Killed")


def test_a_dead_mail_server_delays_no_webhook_and_is_tried_again(
    rita, ed, webhook, hook
):
    (port,) = free_ports(1)
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    owe(rita)
    owe(ed)
    owe(webhook=webhook)

    with override_settings(EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
        assert waiting() == [webhook.pk, None]
        assert send() == 0
        assert waiting() == [webhook.pk]  # the other mail is not tried in vain
        assert send(webhook.pk) == 1

    assert len(hook.requests) == 1
    tried = Notice.objects.owed().get(attempts=1)
    assert tried.last_error == "No mail leaves: ConnectionRefusedError."
    make_ready()
    assert send() == 2


def test_a_refused_recipient_delays_no_other(rita, ed, post, caplog):
    post.refuse["rita@courier.example"] = "550 nobody here"
    owe(rita)
    owe(ed)

    assert send() == 1

    assert [mail["To"] for mail in post.mails] == ["ed@courier.example"]
    lost = Notice.objects.given_up().get()
    assert (lost.user, lost.last_error) == (rita, "The mail server answered 550.")
    assert "notice_given_up" in caplog.text


def test_a_recipient_who_is_busy_is_tried_again_with_the_same_id(rita, post):
    post.refuse["rita@courier.example"] = "450 later"
    notice = owe(rita)
    assert send() == 0
    post.refuse.clear()
    make_ready()

    assert send() == 1

    assert post.mails[0]["Message-ID"].startswith(f"<{notice.key}@")


def test_what_fails_for_a_day_is_given_up_loudly_and_stays_visible(
    rita, client, caplog
):
    owe(rita, due_at=timezone.now() - timedelta(hours=25))
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=free_ports(1)[0],
    ):
        send()

    assert "notice_given_up" in caplog.text
    check = client.get("/health/ready").json()["checks"]["notices"]
    assert check == {
        "ok": True,
        "owed_notices": 0,
        "oldest_seconds": 0.0,
        "given_up_notices": 1,
    }
    assert "masthead_given_up_notices 1.0" in client.get("/metrics").content.decode()


def test_nobody_sending_for_five_minutes_fails_the_check(rita, client, time_machine):
    owe(rita, next_at=timezone.now() - timedelta(seconds=301))

    check = client.get("/health/ready").json()["checks"]["notices"]

    assert (check["ok"], check["owed_notices"]) == (False, 1)


def test_what_was_sent_is_forgotten_after_its_days_and_nothing_else(rita, ed):
    long_ago = timezone.now() - timedelta(days=31)
    owe(rita, at=long_ago, due_at=long_ago)
    owe(rita, sent_at=long_ago)
    owe(rita, given_up_at=long_ago)
    owe(ed, sent_at=timezone.now() - timedelta(days=29))

    forget_old()

    kept = [(each.user.username, each.sent_at is None) for each in Notice.objects.all()]
    assert sorted(kept) == [("ed", False), ("rita", True)]


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

    with override_settings(WEBHOOK_ALLOW_PRIVATE=False):
        assert send(webhook.pk) == 0

    notice.refresh_from_db()
    assert notice.last_error == "The webhook's address is not a public one."
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


def test_a_broker_that_is_gone_costs_one_wait_and_loses_nothing(
    rita, post, monkeypatch
):
    asked = []

    def fail():
        asked.append(1)
        raise OSError

    monkeypatch.setattr("workflows.notices.tasks.sweep.delay", fail)
    monkeypatch.setattr(nudging, "_quiet_until", 0.0)
    owe(rita)

    nudging.nudge()
    nudging.nudge()

    assert len(asked) == 1
    assert waiting() == [None]
    monkeypatch.setattr(nudging, "_quiet_until", 0.0)


def test_a_worker_is_asked_once_what_happened_has_committed(rita):
    event = Event(Kind.MENTIONED, page_id=None, named=frozenset({rita.pk}))
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.delete("notices")
        with transaction.atomic():
            tell(event)
            assert broker.llen("notices") == 0

        assert broker.llen("notices") == 1
        broker.delete("notices")
    assert waiting() == [None]
