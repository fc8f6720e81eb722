"""A first copy of the whole tree into a folder, beside `rsync` and `cp` of the same files."""

import shutil
import subprocess
from argparse import Namespace
from functools import partial
from pathlib import Path
from statistics import median

from bench.mirrors import rows
from bench.mirrors.carrying import finish, folder, timed
from cms.running.screen import say, step

AIM = 2.0  # times rsync


def run(asked: Namespace, home: Path) -> None:
    """Copy the same tree in turns, and say how the times compare."""
    rows.forget()
    rows.stories(asked.stories)
    sides: dict[str, list[float]] = {"Masthead": [], "rsync": [], "cp": []}
    for number in range(asked.rounds):
        with step(f"Round {number + 1} of {asked.rounds}"):
            mirror = folder("sync", home / "sync")
            sides["Masthead"].append(timed(partial(finish, mirror)))
            source = home / "sync"
            for name, argv in {
                "rsync": ["rsync", "-a", f"{source}/", f"{home}/rsync/"],
                "cp": ["cp", "-a", str(source), f"{home}/cp"],
            }.items():
                if shutil.which(name):
                    sides[name].append(timed(partial(_copied, argv)))
                    shutil.rmtree(home / name)
            files = sum(1 for path in source.rglob("*") if path.is_file())
            rows.forget()
            shutil.rmtree(source)
    say(
        f"\nFirst sync of {asked.stories} stories, {files} files with compressed forms\n"
    )
    say("| by | seconds | files/s | × rsync | aim |")
    say("| --- | --- | --- | --- | --- |")
    for name, times in sides.items():
        if times:
            beside = [a / b for a, b in zip(times, sides["rsync"], strict=False)]
            ratio = f"{median(beside):.2f}" if beside else "no rsync here"
            aim = f"≤ {AIM}" if name == "Masthead" else ""
            took = median(times)
            say(f"| {name} | {took:.1f} | {files / took:,.0f} | {ratio} | {aim} |")


def _copied(argv: list[str]) -> None:
    """Copy, and have it on the disk: Masthead's files are, too."""
    subprocess.run(argv, check=True)
    subprocess.run(["sync", "-f", argv[-1]], check=True)
