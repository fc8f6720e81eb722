"""The table of services, which `make run` and docker-compose.yml both start."""

import subprocess
import sys

import pytest
from django.conf import settings

from cms.celery import TICKS, app
from cms.services import services
from cms.settings.base import postgresql


def test_every_service_has_its_queues_and_its_name():
    table = services({})
    assert list(table) == [
        "migrate",
        "web",
        "press",
        "clock",
        "mirrors",
        "beat",
    ]
    assert table["press"][-8:] == [
        "-n",
        "press@%h",
        "-Q",
        "press",
        "-P",
        "prefork",
        "-c",
        "1",
    ]
    assert table["clock"][-8:] == [
        "-n",
        "clock@%h",
        "-Q",
        "clock",
        "-P",
        "prefork",
        "-c",
        "2",
    ]
    assert table["mirrors"][-8:] == [
        "-n",
        "mirrors@%h",
        "-Q",
        "mirrors,notices",
        "-P",
        "threads",
        "-c",
        "24",
    ]


def test_each_thread_has_a_connection_to_the_database_and_looks_leave_some_free():
    pool = postgresql("postgres://news@db/news")["OPTIONS"]["pool"]
    concurrency = int(services({})["mirrors"][-1])
    assert pool["max_size"] > concurrency
    assert concurrency >= 2 * settings.LOOKS_AT_ONCE


def test_nothing_that_has_an_hour_waits_behind_a_press():
    app.loader.import_default_modules()

    def queue_of(task):
        route = app.amqp.router.route({}, task)
        return route["queue"].name

    ours = [task for task in app.tasks if not task.startswith("celery.")]
    assert {task: queue_of(task) for task in ours} == {
        "cms.accounts.tasks.forget_ended_sessions": "clock",
        "workflows.mirrors.tasks.deliver": "mirrors",
        "workflows.mirrors.tasks.observe": "mirrors",
        "workflows.mirrors.tasks.sign": "mirrors",
        "workflows.mirrors.tasks.sweep": "mirrors",
        "workflows.mirrors.tasks.watch": "mirrors",
        "workflows.notices.tasks.forget_old": "notices",
        "workflows.notices.tasks.send": "notices",
        "workflows.notices.tasks.sweep": "notices",
        "workflows.press.tasks.look": "clock",
        "workflows.press.tasks.look_below": "clock",
        "workflows.press.tasks.press": "press",
        "workflows.press.tasks.sweep": "clock",
        "workflows.review.tasks.publish_due": "clock",
    }


def test_every_tick_has_a_worker_that_hears_it():
    heard = {
        queue
        for argv in services({}).values()
        if "-Q" in argv
        for queue in argv[argv.index("-Q") + 1].split(",")
    }
    assert heard == {
        app.amqp.router.route({}, line["task"])["queue"].name for line in TICKS.values()
    }


def test_the_environment_chooses_host_port_workers_and_home():
    table = services(
        {
            "MASTHEAD_WEB_HOST": "192.0.2.1",
            "MASTHEAD_WEB_PORT": "9000",
            "MASTHEAD_WEB_WORKERS": "8",
            "MASTHEAD_HOME": "/srv/newsroom",
        }
    )
    web = dict(zip(table["web"], table["web"][1:], strict=False))
    assert (web["--host"], web["--port"], web["--workers"]) == (
        "192.0.2.1",
        "9000",
        "8",
    )
    assert table["beat"][-1] == "/srv/newsroom/beat/schedule"


@pytest.mark.parametrize("name", list(services({})))
def test_every_option_is_one_the_program_knows(name):
    """Click refuses an unknown option even where --help follows it."""
    run = subprocess.run(
        [*services({})[name], "--help"],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.lower().startswith("usage")


@pytest.mark.parametrize("argv", [[], ["nobody"], ["web", "press"]])
def test_an_unknown_service_is_answered_with_the_known_ones(argv):
    run = subprocess.run(
        [sys.executable, "-m", "cms.services", *argv],
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2
    assert run.stderr == (
        "Say which service to start, one of: "
        "migrate, web, press, clock, mirrors, beat.\n"
    )
