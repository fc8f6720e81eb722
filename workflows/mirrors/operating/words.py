"""How a mirror is, in words, and what to do: what an operator reads at midnight."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from workflows.mirrors.alarms.rules import Trouble
from workflows.mirrors.drivers import Fence
from workflows.mirrors.models import State
from workflows.mirrors.operating.conditions import Condition

FOLLOWS: dict[str, Promise] = {
    State.NEW: _("Nothing is carried to it yet, and readers are not told of it."),
    State.SYNCING: _(
        "It gets what it owes, and is live once it has everything. Readers are not told"
        " of it until then."
    ),
    State.LIVE: _("It gets everything, and readers are told of it."),
    State.PAUSED: _(
        "It goes on serving what it has, and gets nothing, takedowns included, until it"
        " is resumed."
    ),
    State.DRAINING: _(
        "It gets everything, but readers are not told of it any more. Retire it when"
        " they have gone."
    ),
    State.RETIRED: _(
        "Nothing is carried to it ever again, takedowns included. It goes on serving"
        " what it has until its web server is switched off."
    ),
}
FENCES: dict[str, Promise] = {
    Fence.LOCK: _(
        "An older write is kept out by a lock: one writer at a time, and the kernel"
        " takes the lock from a dead one."
    ),
    Fence.CONDITION: _(
        "An older write is kept out by the storage: it refuses to replace what the"
        " writer has not seen."
    ),
    Fence.EDITION: _(
        "An older write is kept out by the receiver: it refuses an older edition."
    ),
    Fence.NONE: _(
        "Nothing keeps an older write out. Files are written, read back, and looked at"
        " again; what differs is carried again."
    ),
}
# The worst first.
WHAT_TO_DO: dict[Trouble, Promise] = {
    Trouble.FAILING: _(
        "Its storage does not work: see the error. It is tried again by itself, at"
        " least every minute."
    ),
    Trouble.TAKEDOWN: _(
        "It may still show what was taken down. If it cannot wait, switch its web"
        " server off."
    ),
    Trouble.SILENT: _(
        "Open its address yourself, from outside. Look at its web server, its name and"
        " its certificate; if it is blocked, replace the address."
    ),
    Trouble.WRONG: _(
        "It was carried again and still shows something else: look for a cache in front"
        " of it, or a web server that reads another folder."
    ),
    Trouble.BEHIND: _(
        "It is slow, or the workers are: see its last deliveries, and whether the"
        " process “mirrors” is up."
    ),
}
AHEAD = _(
    "Our database was restored from a backup, so nothing is carried to it. Import what"
    " was published since, then sync it."
)
UNITS = (
    (timedelta(days=1), _("%d d")),
    (timedelta(hours=1), _("%d h")),
    (timedelta(minutes=1), _("%d min")),
    (timedelta(seconds=1), _("%d s")),
)


def what_to_do(condition: Condition) -> str:
    """Return what an operator should do now; empty if nothing."""
    troubles = condition.troubles
    state = condition.mirror.state
    if state == State.NEW:
        return str(_("Begin its first sync."))
    if Trouble.AHEAD in troubles:
        return str(AHEAD)
    if state == State.PAUSED and Trouble.TAKEDOWN in troubles:
        return str(_("It goes on serving what was taken down: resume it."))
    if state == State.PAUSED:
        return str(_("It is paused: resume it."))
    return next((str(said) for one, said in WHAT_TO_DO.items() if one in troubles), "")


def for_long(span: timedelta) -> str:
    """Return a span in its greatest unit and the next one: 4 min 10 s."""
    for (unit, said), (small, and_said) in zip(
        UNITS, [*UNITS[1:], UNITS[-1]], strict=True
    ):
        number, left = divmod(span, unit)
        if number > 0:
            rest = left // small if small < unit else 0
            parts = [str(said) % number, *([str(and_said) % rest] if rest else [])]
            return " ".join(parts)
    return str(UNITS[-1][1]) % 0


def about(seconds: float) -> str:
    """Return roughly how long something takes still."""
    if seconds < 60:
        return str(_("less than a minute"))
    minutes = round(seconds / 60)
    if minutes < 100:
        return ngettext("about %d minute", "about %d minutes", minutes) % minutes
    hours = round(seconds / 3600)
    return ngettext("about %d hour", "about %d hours", hours) % hours
