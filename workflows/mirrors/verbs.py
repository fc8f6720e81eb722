"""What an operator can do with a mirror in Wagtail's admin, and how it is announced."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workflows.mirrors import lifecycle
from workflows.mirrors.models import Mirror, State


@dataclass(frozen=True)
class Verb:
    """A button: what it does, in which states it is offered, what it says before."""

    do: Callable[[Mirror], None]
    label: str
    icon: str
    offered: frozenset[State]
    says: str


VERBS: Mapping[str, Verb] = {
    "sync": Verb(
        lifecycle.sync,
        "Sync",
        "rotate",
        frozenset(State),
        "It owes the whole published tree again, and is live once it has it.",
    ),
    "pause": Verb(
        lifecycle.pause,
        "Pause",
        "no-view",
        frozenset({State.SYNCING, State.LIVE, State.DRAINING}),
        "Nothing is carried to it, takedowns included, until it is resumed.",
    ),
    "resume": Verb(
        lifecycle.resume,
        "Resume",
        "view",
        frozenset({State.PAUSED}),
        "What it owes is carried now, takedowns first.",
    ),
    "drain": Verb(
        lifecycle.drain,
        "Drain",
        "download",
        frozenset({State.SYNCING, State.LIVE}),
        "Readers are told of it no longer. It stays correct until it is retired.",
    ),
    "retire": Verb(
        lifecycle.retire,
        "Retire",
        "bin",
        frozenset(State) - {State.RETIRED},
        "Nothing is carried to it ever again, takedowns included. What lies there"
        " stays: switch its web server off.",
    ),
}
