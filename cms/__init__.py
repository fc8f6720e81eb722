"""The Django project and nothing else.

settings/   base, and what differs in demo, test and production
urls        every address the web process answers
wsgi        the entry the web server calls
celery      the Celery app, its queues and its clock
health      is this process alive, is the newsroom ready
metrics     the same in numbers, for Prometheus
logs        one structured line per outcome
accounts/   sign-in, second factor, sessions
policy/     Wagtail's admin without inline scripts
uploads     original files, for people who are signed in
api         the public read API, assembled
v3          Wagtail's next API, for scripts with a token, off by default
services    the long-running services and how each is started
threads     how many wait for other people's machines, and for what
checks      what production's web service is asked before it starts
run         `make run`: all of it on one machine
running/    how its processes are started, watched and stopped
servers     embedded PostgreSQL and Valkey for `make run` and `make test`
seed/       the demo newsroom
"""

from cms.celery import app as celery_app

__all__ = ["celery_app"]
