"""One station of the road, in a process of its own.

For each line of JSON on its input it does its part of one publication, and answers what
that cost. So each process has a peak of memory of its own, as web and workers have.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.models import User

from bench.archive import Cast
from bench.mirrors.carrying import finish
from bench.mirrors.counting import Count
from bench.publishing import submitted
from workflows.mirrors.models import Mirror
from workflows.press.press import press
from workflows.review import verbs

Verb = Callable[[], object]


def approving(asked: dict[str, Any]) -> Verb:
    """A change is submitted, which is not measured; it will be approved."""
    cast = Cast(*(User.objects.get(username=name) for name in ("rita", "ed")))
    story = submitted(asked["page"], asked["text"], cast)
    return partial(verbs.approve, story, user=cast.editor)


def pressing(_asked: dict[str, Any]) -> Verb:
    """The story, and the fronts and feeds that list it."""
    return partial(press, seconds=600)


def carrying(_asked: dict[str, Any]) -> Verb:
    """Everything that the mirrors owe, to one after another."""
    mirrors = list(Mirror.objects.all())
    return lambda: [finish(mirror) for mirror in mirrors]


STATIONS = {"approve": approving, "press": pressing, "carry": carrying}


def _measured(verb: Verb) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    with Count() as queries:
        verb()
    return {
        "seconds": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "queries": queries.number,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    """Be the station that the command line names, until the input ends."""
    prepare = STATIONS[sys.argv[1]]
    for line in sys.stdin:
        verb = prepare(json.loads(line))
        sys.stdout.write(f"{json.dumps(_measured(verb))}\n")
        sys.stdout.flush()
