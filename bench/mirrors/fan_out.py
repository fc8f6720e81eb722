"""One publication to twenty mirrors: all of them well, then one dead and one slow."""

import os
import secrets
import subprocess
import sys
import time
from argparse import Namespace
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles

from bench.mirrors import rows
from bench.mirrors.carrying import NOWHERE, finish, folder
from cms.running.screen import say, step
from cms.services import services
from tests.processes import free_ports, within
from tests.proxy import Faults, Proxy, proxy
from workflows.mirrors import lifecycle
from workflows.mirrors.errors import FileFailed, MirrorFailed
from workflows.mirrors.models import DueFile, Mirror

FOLDERS, OTHERS = 18, ("dead", "slow")
SLOW = 0.5  # seconds each way: a write takes one second
AIM = 1.3  # times all healthy, p50 and p95
LOOK, PATIENCE = 0.002, 60.0  # seconds
PAUSE = 0.3  # seconds between two publications


def run(asked: Namespace, home: Path) -> None:
    """Publish to twenty mirrors in turns of ten: all well, then two of them ill."""
    rows.empty()
    with ExitStack() as running:
        proxies = [_push(name, home, running) for name in OTHERS]
        (home / "fan").mkdir()
        folders = [home / "fan" / str(number) for number in range(FOLDERS)]
        for number, path in enumerate(folders):
            folder(f"folder-{number}", path)
        rows.publish(_story(0))
        for mirror in Mirror.objects.all():
            finish(mirror)
        running.enter_context(_workers())
        times: dict[str, list[float]] = {
            "all twenty well": [],
            "one dead, one slow": [],
        }
        number = 0
        with step(f"Publishing {2 * asked.publications} changes"):
            while number < 2 * asked.publications:
                ill = number // 10 % 2 == 1
                proxies[0].faults = Faults(refuse=ill)
                proxies[1].faults = Faults(delay=SLOW if ill else 0.0)
                number += 1
                kind = "one dead, one slow" if ill else "all twenty well"
                times[kind] += _publish(number, folders)
                time.sleep(PAUSE)
        for one in proxies:
            one.faults = Faults()
        settled = within(PATIENCE * 2, lambda: not DueFile.objects.exists())
    _report(times, asked.publications)
    say("" if settled else "Not everything was settled in the end.")


def _report(times: dict[str, list[float]], publications: int) -> None:
    say(
        f"\nSeconds from a publication's commit to the page on each of {FOLDERS} mirrors\n"
    )
    say("| twenty mirrors | p50 | p95 | max |")
    say("| --- | --- | --- | --- |")
    found = {}
    for kind, seconds in times.items():
        found[kind] = [quantiles(seconds, n=20)[index] for index in (9, 18)]
        p50, p95 = found[kind]
        say(
            f"| {kind}, {publications} times | {p50:.3f} | {p95:.3f} | {max(seconds):.3f} |"
        )
    well, ill = found.values()
    ratios = [b / a for a, b in zip(well, ill, strict=True)]
    say(f"| ratio (aim ≤ {AIM}) | **{ratios[0]:.2f}** | **{ratios[1]:.2f}** | |")


def _publish(number: int, folders: list[Path]) -> list[float]:
    """Return, for each folder, the seconds until it has the page."""
    rows.publish(_story(number))
    began = time.perf_counter()
    left = {folder / "news/story/index.html" for folder in folders}
    wanted, times = b"edition %d." % number, []
    while left:
        for file in list(left):
            if wanted in file.read_bytes():
                times.append(time.perf_counter() - began)
                left.remove(file)
        if time.perf_counter() - began > PATIENCE:
            sys.exit(f"{len(left)} mirrors never had edition {number}.")
        time.sleep(LOOK)
    return times


def _story(number: int) -> dict[str, tuple[bytes, str]]:
    """What one publication changes: the story, its JSON, and what lists it."""
    text = b"<p>edition %d.</p>" % number * 400
    pages = ("news/story/", "news/", "", "news/story/history/")
    files = {f"/{page}index.html": (text + page.encode(), rows.HTML) for page in pages}
    files["/api/v2/pages/7/index.json"] = (b'{"edition": %d}' % number * 300, rows.JSON)
    files["/feeds/rss.xml"] = (text, "application/rss+xml; charset=utf-8")
    return files


def _push(name: str, home: Path, running: ExitStack) -> Proxy:
    """Start a receiver, and a proxy in front of it that can make it ill."""
    root, key = home / name, home / f"{name}.secret"
    root.mkdir()
    secret = f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"
    key.write_text(secret)
    key.chmod(0o600)
    (port,) = free_ports(1)
    argv = [sys.executable, "-m", "workflows.mirrors.receiver", "--root", str(root)]
    argv += ["--secrets", str(key), "--port", str(port)]
    running.callback(_stop, subprocess.Popen(argv, stderr=subprocess.DEVNULL))
    front = running.enter_context(proxy(port))
    mirror = Mirror(
        name=name,
        public_url=NOWHERE,
        storage_url=f"push+http://127.0.0.1:{front.port}/_in",
    )
    mirror.credentials = {"secret": secret}
    mirror.save()
    if not within(10, lambda: _is_prepared(mirror)):
        sys.exit(f"The receiver of {name} does not answer.")
    lifecycle.sync(mirror)
    return front


def _is_prepared(mirror: Mirror) -> bool:
    try:
        mirror.driver().prepare()
    except (MirrorFailed, FileFailed):  # it starts
        return False
    return True


@contextmanager
def _workers() -> Iterator[None]:
    """The real Celery worker of mirrors, and beat for what a nudge missed."""
    os.environ["MASTHEAD_EGRESS_ALLOW"] = "127.0.0.0/8"
    Path(os.environ["MASTHEAD_HOME"], "beat").mkdir(exist_ok=True)
    started = [
        subprocess.Popen(services(os.environ)[name], stderr=subprocess.DEVNULL)
        for name in ("mirrors", "beat")
    ]
    time.sleep(8)
    try:
        yield
    finally:
        for process in started:
            _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
