"""A mirror that was off during 10,000 changes and 200 kills: takedowns first, then as the others."""

import sys
from argparse import Namespace
from pathlib import Path

from bench.mirrors import rows
from bench.mirrors.absence import drill
from cms.running.screen import say, step


def run(asked: Namespace, home: Path) -> None:
    """Run the drill, and end with an error unless all of it holds."""
    rows.empty()
    title = f"A mirror is off during {asked.changes} changes and {asked.kills} kills"
    with step(title):
        found = drill(home, changes=asked.changes, kills=asked.kills)
    rows.empty()
    say(f"\n{title}\n")
    say("| of its return | |")
    say("| --- | --- |")
    say(f"| deliveries in vain before it | {found.failures} |")
    say(f"| owed | {found.owed:,} files |")
    say(f"| its first change | {', '.join(found.onlooker.first) or 'none'} |")
    say(
        f"| removals before anything was written | {len(found.onlooker.removed):,} files |"
    )
    say(f"| killed files that stood there | {len(found.standing):,} |")
    say(f"| carried in | {found.seconds:.1f} s |")
    say(f"| files compared in the end, compressed forms too | {found.compared:,} |")
    say(f"| of them different | {len(found.different)} |")
    if faults := found.faults():
        sys.exit("\n".join(faults))
