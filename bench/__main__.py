"""`make bench`: Masthead beside stock Wagtail on the same stories, in one run."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import django

from bench.services import Ports
from cms.services import services


def main(argv: list[str]) -> None:
    """Make the database ready, then measure.

    Run it beside servers: `python -m cms.servers --temporary --durable -- …`.
    """
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument("--stories", type=int, default=2000)
    parser.add_argument("--seconds", type=int, default=5, help="of each load")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--publications", type=int, default=100, help="2 or more")
    asked = parser.parse_args(argv)
    home, ports = Path(os.environ["MASTHEAD_HOME"]), Ports.free()
    os.environ.setdefault("MASTHEAD_LOG_LEVEL", "WARNING")
    os.environ.update(ports.environment(str(home)))
    subprocess.run(services(os.environ)["migrate"], check=True, capture_output=True)
    django.setup()
    from bench.run import run  # noqa: PLC0415 — reads the models

    run(asked, home, ports)


if __name__ == "__main__":
    main(sys.argv[1:])
