"""The real Celery workers of mirrors, and beat: killed, frozen and started again."""

import os
import signal
import subprocess
from pathlib import Path

from cms.services import services

WORKERS = 2


class Worker:
    """One process of a service, started again whenever it has been killed."""

    def __init__(self, service: str, name: str, home: Path) -> None:
        self.argv = [
            part.replace("mirrors@", f"{name}@")
            for part in services(os.environ)[service]
        ]
        self.log = (home / f"{name}.log").open("ab")
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.argv, stdout=self.log, stderr=self.log, env=os.environ
        )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self.thaw()
        self.kill()
        self.log.close()


def start(home: Path) -> list[Worker]:
    """Start beat first, then the workers; the caller stops them."""
    (home / "beat").mkdir(exist_ok=True)
    names = [("beat", "beat")] + [("mirrors", f"mirrors{n}") for n in range(WORKERS)]
    return [Worker(service, name, home) for service, name in names]
