"""What can be done with a mirror, as buttons: the verbs that are allowed now, and no other."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import Button

from workflows.mirrors import lifecycle
from workflows.mirrors.models import Mirror, State
from workflows.mirrors.verbs import VERBS


def buttons(mirror: Mirror) -> list[Button]:
    """Return them in order. Whoever gets them may change mirrors."""
    return [*_steps(mirror), *_verbs(mirror)]


def _steps(mirror: Mirror) -> list[Button]:
    """A new mirror's next step; another address, where readers are told of one."""
    if mirror.state == State.NEW:
        return [_button(mirror, "begin", _("Begin the first sync"), "rotate")]
    if mirror.state == State.RETIRED:
        return []
    return [_button(mirror, "replace", _("Replace the address"), "link-external")]


def _verbs(mirror: Mirror) -> list[Button]:
    hidden = {"sync"} if mirror.state == State.NEW else set()
    return [
        Button(
            format_lazy("{}…", verb.label),
            url=reverse("mirrors:verb", args=[mirror.pk, name]),
            icon_name=verb.icon,
            priority=50,
        )
        for name, verb in VERBS.items()
        if name not in hidden and lifecycle.may(mirror, name)
    ]


def _button(mirror: Mirror, name: str, label: object, icon: str) -> Button:
    return Button(
        format_lazy("{}…", label),
        url=reverse(f"mirrors:{name}", args=[mirror.pk]),
        icon_name=icon,
        priority=40,
    )
