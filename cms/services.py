"""The services of a newsroom, and how each is started.

`python -m cms.services NAME` becomes that service. `make run` and `docker-compose.yml`
both start their services so, which is why a test of one is a test of the other.
"""

import os
import sys
from collections.abc import Mapping
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured
from environs import EnvError

from cms import threads
from cms.checks import check_logins
from cms.running.home import REPOSITORY, home_of
from cms.running.refusals import Refusal

# In the order they start. `migrate` is not among them: it ends before they begin.
WORKERS = ("press", "clock", "mirrors")
LONG_RUNNING = ("web", *WORKERS, "beat")

CELERY = [sys.executable, "-m", "celery", "-A", "cms"]
# One broker, few workers, state in tables: chatter between workers buys nothing.
QUIET = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]


def services(environment: Mapping[str, str]) -> dict[str, list[str]]:
    """Return service name -> argv, for these environment variables."""
    manage = [sys.executable, str(REPOSITORY / "manage.py")]
    worker = [*CELERY, "worker", *QUIET]
    schedule = home_of(environment) / "beat" / "schedule"
    return {
        "migrate": [*manage, "migrate", "--noinput"],
        "web": _web(environment),
        "press": [*worker, "-n", "press@%h", "-Q", "press", "-P", "prefork", "-c", "1"],
        # Two: a schedule does not wait behind a sweep either.
        "clock": [*worker, "-n", "clock@%h", "-Q", "clock", "-P", "prefork", "-c", "2"],
        # What waits for other people's machines waits in threads, and holds up nothing.
        "mirrors": [
            *worker, "-n", "mirrors@%h", "-Q", "mirrors,notices",
            "-P", "threads", "-c", str(threads.ALL),
        ],
        "beat": [*CELERY, "beat", "--loglevel", "INFO", "--schedule", str(schedule)],
    }  # fmt: skip


def _web(environment: Mapping[str, str]) -> list[str]:
    """One blocking thread per worker: measured fastest for CPU-bound pages."""
    options = {
        "interface": "wsgi",
        "http": "1",
        "host": environment.get("MASTHEAD_WEB_HOST") or "127.0.0.1",
        "port": environment.get("MASTHEAD_WEB_PORT") or "8000",
        "workers": environment.get("MASTHEAD_WEB_WORKERS") or "2",
        "blocking-threads": "1",
        "workers-kill-timeout": "5",
        "respawn-interval": "0.5",
    }
    argv = [sys.executable, "-m", "granian", "--no-ws", "--respawn-failed-workers"]
    argv += [part for name, value in options.items() for part in (f"--{name}", value)]
    return [*argv, "cms.wsgi:application"]


def _refuse_what_is_unsafe() -> None:
    """Exit with 1 and one sentence. The server would begin its workers again for ever."""
    try:
        check_logins()
    except (ImproperlyConfigured, EnvError, Refusal) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


def main(argv: list[str]) -> NoReturn:
    """Become the named service; exit with 2 if there is no such service."""
    table = services(os.environ)
    if len(argv) != 1 or argv[0] not in table:
        names = ", ".join(table)
        sys.stderr.write(f"Say which service to start, one of: {names}.\n")
        sys.exit(2)
    if argv[0] == "web":
        _refuse_what_is_unsafe()
    if argv[0] == "beat":
        (home_of(os.environ) / "beat").mkdir(parents=True, exist_ok=True)
    os.chdir(REPOSITORY)
    os.execvp(table[argv[0]][0], table[argv[0]])  # noqa: S606 — our own table


if __name__ == "__main__":
    main(sys.argv[1:])
