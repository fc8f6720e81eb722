"""The Celery app: messages are nudges that carry ids; the tables are the truth.

Settings follow what was measured on Celery 5.7 with a Redis-protocol broker: late
acknowledgement, a short restore sweep, no result backend, and no message that waits
(ETA, countdown, retry), because a waiting message was seen to run three times.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")

# Publishers (web, beat) wait one second for a broker that hangs, and go on: an editor's
# approval has committed by then and a sweep does what the lost nudge asked for.
PUBLISHER_WAITS, WORKER_WAITS = 1, 30  # seconds

BROKER = {
    "visibility_timeout": 300,  # seconds; above the hard time limit of any task
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    "socket_keepalive": True,
    "health_check_interval": 25,
    "socket_timeout": PUBLISHER_WAITS,
}


def tick(task: str, seconds: float) -> dict[str, Any]:
    """Return a line of TICKS; one that waited for ten seconds is not run."""
    expires = max(seconds, 10.0)
    return {"task": task, "schedule": seconds, "options": {"expires": expires}}


# Each tick is a sweep that reads the tables: missed, late or twice does no harm.
TICKS = {
    "publish-due": tick("workflows.review.tasks.publish_due", 10.0),
    "press": tick("workflows.press.tasks.press", 2.0),
    "press-sweep": tick("workflows.press.tasks.sweep", 30.0),
    "mirrors-sweep": tick("workflows.mirrors.tasks.sweep", 2.0),
    "mirrors-sign": tick("workflows.mirrors.tasks.sign", 2.0),
    "mirrors-watch": tick("workflows.mirrors.tasks.watch", 20.0),
    "notices-sweep": tick("workflows.notices.tasks.sweep", 5.0),
    "notices-forget": tick("workflows.notices.tasks.forget_old", 3600.0),
    "accounts-forget": tick("cms.accounts.tasks.forget_ended_sessions", 3600.0),
}

app = Celery("masthead")


# Heard when the configuration is first read: nothing here may read it at import.
@app.on_configure.connect
def use_the_broker_of_the_settings(**_: object) -> None:
    app.conf.update(broker_url=broker_url(settings.REDIS_URL))


@worker_init.connect
def wait_longer_for_the_broker(**_: object) -> None:
    app.conf.broker_transport_options = BROKER | {"socket_timeout": WORKER_WAITS}


def broker_url(redis_url: str) -> str:
    """Return kombu's spelling of a Redis URL, which differs for sockets."""
    if not redis_url.startswith("unix://"):
        return redis_url
    socket = redis_url.replace("unix://", "redis+socket://", 1)
    return socket.replace("?db=", "?virtual_host=", 1)


app.conf.update(
    result_backend=None,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_acks_late=True,
    task_reject_on_worker_lost=False,
    worker_prefetch_multiplier=1,
    task_soft_time_limit=60,
    task_time_limit=90,
    task_publish_retry_policy={"max_retries": 0},
    broker_transport_options=BROKER,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_soft_shutdown_timeout=10,
    worker_max_tasks_per_child=500,
    worker_hijack_root_logger=False,
    task_create_missing_queues=True,
    task_routes={
        # What has an hour never waits behind a page that is being pressed.
        "workflows.review.*": {"queue": "clock"},
        "cms.accounts.*": {"queue": "clock"},
        "workflows.press.tasks.press": {"queue": "press"},
        "workflows.press.*": {"queue": "clock"},
        "workflows.mirrors.*": {"queue": "mirrors"},
        "workflows.notices.*": {"queue": "notices"},
    },
    beat_schedule=TICKS,
)
app.autodiscover_tasks(
    [
        "cms.accounts",
        "workflows.review",
        "workflows.press",
        "workflows.mirrors",
        "workflows.notices",
    ]
)
