"""What an operator can do with a mirror in Wagtail's admin, and how it is announced."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workflows.mirrors import lifecycle
from workflows.mirrors.models import Mirror


@dataclass(frozen=True)
class Verb:
    """A button: what it does, and what it says before. `lifecycle.may` says when it is there."""

    do: Callable[[Mirror], None]
    label: str | Promise
    icon: str
    says: str | Promise


VERBS: Mapping[str, Verb] = {
    "sync": Verb(
        lifecycle.sync,
        _("Sync"),
        "rotate",
        _("It owes the whole published tree again, and is live once it has it."),
    ),
    "pause": Verb(
        lifecycle.pause,
        _("Pause"),
        "no-view",
        _("Nothing is carried to it, takedowns included, until it is resumed."),
    ),
    "resume": Verb(
        lifecycle.resume,
        _("Resume"),
        "view",
        _("What it owes is carried now, takedowns first."),
    ),
    "drain": Verb(
        lifecycle.drain,
        _("Drain"),
        "download",
        _("Readers are told of it no longer. It stays correct until it is retired."),
    ),
    "retire": Verb(
        lifecycle.retire,
        _("Retire"),
        "bin",
        _(
            "Nothing is carried to it ever again, takedowns included. What lies there"
            " stays: switch its web server off."
        ),
    ),
}
