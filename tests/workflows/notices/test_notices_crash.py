"""Real sending processes, killed between sending and settling: never lost, twice at most."""

import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from workflows.notices.models import Notice
from workflows.notices.send import send

pytestmark = pytest.mark.django_db(transaction=True)

# Sends to webhook argv[1] (0: mail, by port argv[2]), and waits for ever before settling.
WORKER = """
import sys, time
import django
django.setup()
from django.conf import settings
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[2])
from workflows.notices import claim
from workflows.notices.send import send
def settle(notice):
    print("sent", flush=True)
    time.sleep(600)
claim.settle = settle
send(int(sys.argv[1]) or None)
"""


def killed_before_settling(webhook_id: int, port: int) -> None:
    url = urlsplit(os.environ["DATABASE_URL"])
    database = url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(webhook_id), str(port)],
        env={**os.environ, "DATABASE_URL": database},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "sent\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.mark.parametrize("by", ["mail", "webhook"])
def test_a_worker_killed_after_sending_repeats_it_under_the_same_id_and_loses_nothing(
    by, rita, post, hook, webhook
):
    to = {"user": rita} if by == "mail" else {"webhook": webhook}
    webhook_id = webhook.pk if by == "webhook" else 0
    now = timezone.now()
    Notice.objects.all().delete()
    Notice.objects.create(kind="submitted", headline="A", due_at=now, next_at=now, **to)

    killed_before_settling(webhook_id, post.port)

    assert send(webhook_id or None) == 0  # claimed: its next try has an hour
    assert Notice.objects.owed().get().attempts == 1
    Notice.objects.update(next_at=Now())
    assert send(webhook_id or None) == 1
    assert send(webhook_id or None) == 0
    ids = [mail["Message-ID"] for mail in post.mails] or [
        request.headers["webhook-id"] for request in hook.requests
    ]
    assert len(ids) == 2
    assert len(set(ids)) == 1
