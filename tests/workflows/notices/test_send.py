"""What is owed goes out: once, in the reader's language, and past whatever is dead."""

from datetime import UTC, datetime, time, timedelta

import pytest
import redis
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from wagtail.users.models import UserProfile

from tests.processes import free_ports
from tests.workflows.notices.owed import make_ready, owe
from workflows import broker
from workflows.notices.models import Notice, Preferences
from workflows.notices.nudge import nudge
from workflows.notices.rules import Kind
from workflows.notices.send import send
from workflows.notices.sweep import forget_old, waiting
from workflows.notices.tell import Event, tell

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_a_broker_that_is_gone_costs_one_wait_and_loses_nothing(
    rita, post, monkeypatch
):
    asked = []

    def fail():
        asked.append(1)
        raise OSError

    monkeypatch.setattr("workflows.notices.tasks.sweep.delay", fail)
    monkeypatch.setattr(broker, "_quiet_until", 0.0)
    owe(rita)

    nudge()
    nudge()

    assert len(asked) == 1
    assert waiting() == [None]
    monkeypatch.setattr(broker, "_quiet_until", 0.0)


def test_a_worker_is_asked_once_what_happened_has_committed(rita):
    event = Event(Kind.MENTIONED, page_id=None, named=frozenset({rita.pk}))
    with redis.Redis.from_url(settings.REDIS_URL) as queues:
        queues.delete("notices")
        with transaction.atomic():
            tell(event)
            assert queues.llen("notices") == 0

        assert queues.llen("notices") == 1
        queues.delete("notices")
    assert waiting() == [None]
