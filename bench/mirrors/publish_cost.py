"""What one publication costs in a large archive, beside a small one."""

import json
import subprocess
import sys
from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import psycopg

from bench.mirrors.newsrooms import Newsroom, drop, large, small
from bench.mirrors.stations import STATIONS
from cms.running.screen import say, step

AIM = 1.3  # times the small archive
WARM = 3  # publications that are not counted: a process learns some things once
NEWEST = """
SELECT page_id FROM pages_publisheddocument WHERE type = 'pages.ArticlePage'
ORDER BY first_published_at DESC LIMIT %s
"""

Costs = list[dict[str, dict[str, float]]]  # of each publication: station → what it cost


def run(asked: Namespace, home: Path) -> None:
    """Change the same stories in both, in turns, and say how the times compare."""
    first, last = asked.sizes[0], asked.sizes[-1]
    with ExitStack() as leaving:
        one = small(home, first)
        leaving.callback(drop, one)
        other = large(one, last)
        leaving.callback(drop, other)
        costs = _publications([one, other], asked.publications)
    _report(costs, [one, other])


def _publications(newsrooms: list[Newsroom], count: int) -> dict[Newsroom, Costs]:
    costs: dict[Newsroom, Costs] = defaultdict(list)
    stories = _newest(newsrooms[0], count + WARM)
    with ExitStack() as running, step(f"Publishing {len(stories)} changes in each"):
        processes = {
            (newsroom, station): running.enter_context(_station(newsroom, station))
            for newsroom in newsrooms
            for station in STATIONS
        }
        for number, page in enumerate(stories):
            asked = json.dumps({"page": page, "text": f"Changed by change {number}."})
            for newsroom in newsrooms[:: -1 if number % 2 else 1]:
                cost = {
                    station: _ask(processes[newsroom, station], asked)
                    for station in STATIONS
                }
                costs[newsroom].append(cost)
        for process in processes.values():
            process.stdin.close()
    return {newsroom: found[WARM:] for newsroom, found in costs.items()}


def _newest(newsroom: Newsroom, count: int) -> list[int]:
    with psycopg.connect(newsroom.environment["DATABASE_URL"]) as database:
        found = [page for (page,) in database.execute(NEWEST, [count])]
    return (found * (count // len(found) + 1))[:count]


def _station(newsroom: Newsroom, name: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        newsroom.command("stations", name),
        env=newsroom.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _ask(process: "subprocess.Popen[str]", asked: str) -> dict[str, float]:
    process.stdin.write(f"{asked}\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        sys.exit("A station ended; what it said is above.")
    return dict(json.loads(answer))


def _report(costs: dict[Newsroom, Costs], newsrooms: list[Newsroom]) -> None:
    one, other = newsrooms
    say("\nOne publication, from approval until both mirrors have all of it\n")
    say(
        f"| median of {len(costs[one])} | {one.stories:,} stories | {other.stories:,} | ratio | aim |"
    )
    say("| --- | --- | --- | --- | --- |")
    for title, figure in _figures().items():
        pairs = [
            (figure(a), figure(b))
            for a, b in zip(costs[one], costs[other], strict=True)
        ]
        a, b = (median(side) for side in zip(*pairs, strict=True))
        ratio = median(late / early for early, late in pairs if early)
        aim = f"≤ {AIM}" if title.startswith("all of it, ms") else ""
        say(f"| {title} | {a:,.0f} | {b:,.0f} | {ratio:.2f} | {aim} |")


def _figures() -> dict[str, Callable[[dict[str, dict[str, float]]], float]]:
    """Title → how it is taken from what one publication cost."""
    figures: dict[str, Callable[[dict[str, dict[str, float]]], float]] = {}
    for station in STATIONS:
        figures[f"{station}, ms"] = lambda one, at=station: one[at]["seconds"] * 1000
    figures["all of it, ms"] = lambda one: _sum(one, "seconds") * 1000
    figures["all of it, CPU ms of Python"] = lambda one: _sum(one, "cpu") * 1000
    figures["all of it, SQL queries"] = lambda one: _sum(one, "queries")
    for station in STATIONS:
        title = f"peak memory of {station}, MB"
        figures[title] = lambda one, at=station: one[at]["megabytes"]
    return figures


def _sum(one: dict[str, dict[str, float]], figure: str) -> float:
    return sum(at[figure] for at in one.values())
