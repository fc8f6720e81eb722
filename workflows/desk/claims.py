"""Claim a review, give it back, keep it: "I'm on it", for half an hour at a time."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from workflows.desk import errors
from workflows.desk.models import Claim

LASTS = timedelta(minutes=30)


def claim(page_id: int, *, user: Any, now: datetime | None = None) -> Claim:
    """Put `user` on the story, or keep them there; of two at once exactly one gets it.

    Each statement decides by the row as it is when it holds it, so no lock is needed.

    Raises:
        SomebodyIsOnIt: another's claim still counts; the message names them.
    """
    now = now or timezone.now()
    fresh = {"user": user, "at": now, "until": now + LASTS}
    of_page = Claim.objects.filter(page_id=page_id)
    if not renew(page_id, user=user, now=now):
        lapsed = of_page.filter(until__lte=now).update(**fresh)
        if not lapsed:
            Claim.objects.get_or_create(page_id=page_id, defaults=fresh)
    held = of_page.select_related("user").first()
    if held is None:
        raise errors.SomebodyIsOnIt
    if held.user_id != user.pk:
        said = _("%(name)s is on it. Talk to them, or wait until their claim lapses.")
        raise errors.SomebodyIsOnIt(said % {"name": get_user_display_name(held.user)})
    return held


def renew(page_id: int, *, user: Any, now: datetime | None = None) -> bool:
    """Begin the half hour of `user`'s claim again; return whether they had one."""
    now = now or timezone.now()
    mine = standing(now).filter(page_id=page_id, user=user)
    return bool(mine.update(until=now + LASTS))


def release(page_id: int, *, user: Any = None) -> None:
    """End the claim on a story: that of `user`, or whoever's after a decision."""
    ended = Claim.objects.filter(page_id=page_id)
    (ended.filter(user=user) if user else ended).delete()


def standing(now: datetime) -> QuerySet[Claim]:
    """Return the claims that have not lapsed."""
    return Claim.objects.filter(until__gt=now)
