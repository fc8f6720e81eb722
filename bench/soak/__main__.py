"""`make soak`: exit code 1 if anything was seen, or is in the end, as it must not be."""

import argparse
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import django

from cms.services import services

AUDIT = "60"  # seconds between two looks at everything


def main(argv: list[str]) -> int:
    """Run it beside servers: `python -m cms.servers --temporary --durable -- …`."""
    parser = argparse.ArgumentParser("python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    asked = parser.parse_args(argv)
    home = Path(os.environ["MASTHEAD_HOME"])
    os.environ |= {
        "MASTHEAD_LOG_LEVEL": "INFO",
        "MASTHEAD_EGRESS_ALLOW": "127.0.0.0/8",
        "MASTHEAD_AUDIT_SECONDS": AUDIT,
    }
    subprocess.run(services(os.environ)["migrate"], check=True, capture_output=True)
    django.setup()
    from bench.soak.run import run  # noqa: PLC0415 — reads the models

    # Whoever is asked to end takes down what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with ExitStack() as running:
        return run(asked.minutes * 60, home, running)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
