"""The data as stories to be made: what each says, and the state it ends in."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.utils.text import slugify

FOLDER = Path(__file__).parent / "data"
BRIEF_SECTIONS = {"city": "news/city"}  # the others are named like their file

State = Literal[
    "live", "draft", "review", "sent back", "scheduled", "withdrawn", "killed"
]


@dataclass(frozen=True)
class Plan:
    """One story. `age` is how many hours ago it ran, or was last worked on.

    A story has either a `body` written out, or an `opening` that the writer continues.
    """

    headline: str
    section: str
    dek: str
    age: float
    bylines: list[str | dict[str, str]]
    slug: str = ""
    state: State = "live"
    kicker: str = ""
    slugline: str = ""
    dateline: str = ""
    topics: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    also_in: list[str] = field(default_factory=list)
    lead: str = ""
    urgency: int = 4
    opening: str = ""
    body: list[dict[str, Any]] = field(default_factory=list)
    update: str = ""  # a paragraph that came later
    correction: str = ""
    comment: str = ""  # of the editor who sent it back
    doubt: str = ""  # why legal must clear it, now that its desk has approved it
    in_hours: float = 0  # when a scheduled story runs
    reason: str = ""  # of a takedown
    note: str = ""  # what readers are told of it


def table(name: str) -> dict[str, Any]:
    """Return a data file, e.g. `newsroom`."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def plans() -> tuple[Plan, ...]:
    """Return every planned story, the oldest first."""
    found = [_plan(table(f"leading/{file.stem}")) for file in _files("leading")]
    for file in _files("briefs"):
        section = BRIEF_SECTIONS.get(file.stem, file.stem)
        stories = table(f"briefs/{file.stem}")["stories"]
        found += [_plan({"section": section, **story}) for story in stories]
    return tuple(sorted(found, key=lambda plan: -plan.age))


def _files(folder: str) -> list[Path]:
    return sorted((FOLDER / folder).glob("*.toml"))


def _plan(data: dict[str, Any]) -> Plan:
    headline = data["headline"]
    # Addresses that people can say: not the whole headline.
    slug = "-".join(slugify(headline).split("-")[:9])
    return Plan(**{"slug": slug, **data})
