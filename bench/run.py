"""One run: load, copy, start, count, measure, publish, report."""

import json
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bench import addresses, load, newsroom, report, stock_database
from bench.load import Load
from bench.publishing import publish
from bench.services import Ports, running
from cms.running.screen import say, step

SIDES = ("stock", "masthead")
Wanted = Mapping[str, list[str]]  # kind of read → addresses


def run(asked: Namespace, home: Path, ports: Ports) -> None:
    """Measure and print the report; what runs meanwhile ends with it."""
    if not load.has_wrk():
        say(load.NO_WRK)
    archive = newsroom.load(asked.stories, home, ports)
    wanted = {
        "detail": addresses.detail(archive.stories),
        "20 full stories": addresses.full_lists(archive.stories),
        "search": addresses.searches(),
    }
    with (
        stock_database.stock_copy(os.environ["DATABASE_URL"]) as copy,
        running(home, ports, copy),
    ):
        with step("Delivering to both mirrors"):
            newsroom.until_nothing_is_owed()
        with step("Counting queries"):
            stock = _queries(wanted, stock_database.environment(copy))
            counts = {"stock": stock, "masthead": _queries(wanted, {})}
        loads = _loads(asked, wanted, ports)
        ceiling = _ceiling(asked, addresses.files(archive.stories), ports)
        with step(f"Publishing {asked.publications} changes"):
            changed = archive.stories[-asked.publications :]
            publications = list(publish(changed, ports, archive.cast))
        with step("Fronts, feeds and sitemaps of the last of them"):
            newsroom.until_nothing_is_owed()
    say(f"\n{datetime.now(UTC):%Y-%m-%d}, {report.machine()}")
    say(f"{report.options(asked)}; {load.CONNECTIONS} connections\n")
    say(report.reads(loads, counts, ceiling))
    say()
    say(report.publications(publications))


def _queries(wanted: Wanted, environment: Mapping[str, str]) -> dict[str, float]:
    output = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.queries"],
        input=json.dumps(wanted),
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(output.stdout)


def _loads(
    asked: Namespace, wanted: Wanted, ports: Ports
) -> dict[str, dict[str, list[Load]]]:
    """Return kind → side → its rounds; the sides take turns and meet the same noise."""
    found = {kind: {side: [] for side in SIDES} for kind in wanted}
    with step("Asking for everything once, so that nothing is new to a worker"):
        for paths in wanted.values():
            for side in SIDES:
                load.warm(getattr(ports, side), paths)
    for number in range(asked.rounds):
        with step(f"Round {number + 1} of {asked.rounds}"):
            for kind, paths in wanted.items():
                for side in SIDES:
                    port = getattr(ports, side)
                    done = load.measure(port, paths, seconds=asked.seconds)
                    found[kind][side].append(done)
    return found


def _ceiling(asked: Namespace, paths: list[str], ports: Ports) -> list[Load]:
    with step("The same bytes as files"):
        return [
            load.measure(ports.primary, paths, seconds=asked.seconds)
            for _ in range(asked.rounds)
        ]
