"""Times as an editor reads them: the clock's, and how far it is."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

register = template.Library()


@register.inclusion_tag("desk/moment.html")
def moment(at: datetime) -> dict[str, Any]:
    """Show a time past or future, e.g. "21:40 · 3 hours ago"."""
    return {"at": at, "clock": clock(at), "distance": distance(at)}


def clock(at: datetime) -> str:
    """Return the hour; of another day the day too."""
    local, today = timezone.localtime(at), timezone.localdate()
    hour = formats.time_format(local, "H:i")
    return (
        hour if local.date() == today else f"{formats.date_format(local, 'j M')} {hour}"
    )


def distance(at: datetime) -> str:
    now = timezone.now()
    if at > now:
        return _("in %(time)s") % {"time": timeuntil(at, now, depth=1)}
    if (now - at).total_seconds() < 60:
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(at, now, depth=1)}
