"""`python -m bench.mirrors first_sync …`: measure, and print the tables of the README."""

import argparse
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import django

from cms.services import services

MEASURES = (
    "first_sync",
    "objects",
    "fan_out",
    "kills",
    "catch_up",
    "signing",
    "publish_cost",
)


SIZES = [1_000, 10_000, 100_000]  # stories


def main(argv: list[str]) -> None:
    """Make the database ready, then measure one after another.

    Run it beside servers: `python -m cms.servers --temporary --durable -- …`.
    """
    parser = argparse.ArgumentParser("python -m bench.mirrors", description=__doc__)
    parser.add_argument("measures", nargs="*", choices=[*MEASURES, []])
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--publications", type=int, default=100)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=SIZES, help="of signing, publish_cost"
    )
    parser.add_argument("--changes", type=int, default=10_000, help="of catch_up")
    parser.add_argument("--kills", type=int, default=200, help="of catch_up")
    asked = parser.parse_args(argv)
    os.environ.setdefault("MASTHEAD_LOG_LEVEL", "WARNING")
    subprocess.run(services(os.environ)["migrate"], check=True, capture_output=True)
    django.setup()
    home = Path(os.environ["MASTHEAD_HOME"])
    for name in asked.measures or MEASURES:
        import_module(f"bench.mirrors.{name}").run(asked, home)


if __name__ == "__main__":
    main(sys.argv[1:])
