"""Celery's broker is the settings' own."""

import pytest
from django.conf import settings

from cms.celery import app, broker_url


@pytest.mark.parametrize(
    ("given", "spelled"),
    [
        ("redis://:pw@host:6379/2", "redis://:pw@host:6379/2"),
        ("rediss://host/0", "rediss://host/0"),
        ("unix:///run/valkey.sock", "redis+socket:///run/valkey.sock"),
        ("unix:///run/valkey.sock?db=2", "redis+socket:///run/valkey.sock?virtual_host=2"),
    ],
)  # fmt: skip
def test_celery_reads_a_redis_url_as_redis_does(given, spelled):
    assert broker_url(given) == spelled


def test_celery_sends_to_the_broker_of_the_settings():
    assert app.conf.broker_url == broker_url(settings.REDIS_URL)
