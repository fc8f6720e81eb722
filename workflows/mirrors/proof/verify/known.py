"""Addresses that former looks found: what was taken away since must not be there."""

import json
from pathlib import Path

NAME = "addresses.json"


def read(folder: Path) -> dict[str, str]:
    """Return path → the manifest that named it, of all looks so far."""
    try:
        found: dict[str, str] = json.loads((folder / NAME).read_text())
    except FileNotFoundError:
        return {}
    return found


def write(folder: Path, addresses: dict[str, str]) -> None:
    """Keep them for the next look; a crash leaves the old ones."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"{NAME}.new"
    aside.write_text(json.dumps(addresses, sort_keys=True))
    aside.replace(folder / NAME)
