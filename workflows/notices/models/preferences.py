"""What one person wants to be told of by mail, and when to be left alone."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from workflows.notices.rules import Quiet


class Preferences(models.Model):
    """Without a row, somebody is told of everything, at any hour."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="notice_preferences",
    )
    muted = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)

    class Meta:
        verbose_name_plural = "preferences"

    def __str__(self) -> str:
        return f"notices of {self.user.get_username()}"

    def clean(self) -> None:
        if (self.quiet_from is None) != (self.quiet_until is None):
            message = _("Quiet hours have a beginning and an end. Give both.")
            raise ValidationError({"quiet_until": message})

    @property
    def quiet(self) -> Quiet | None:
        if self.quiet_from is None or self.quiet_until is None:
            return None
        return Quiet(self.quiet_from, self.quiet_until, zone_of(self.user))


def preferences_of(user: Any) -> Preferences:
    """Return what `user` wants; an unsaved row of defaults if they never said."""
    try:
        found: Preferences = user.notice_preferences
    except Preferences.DoesNotExist:
        return Preferences(user=user)
    return found


def zone_of(user: Any) -> ZoneInfo:
    """Return the time zone that `user` chose in the admin, or the newsroom's."""
    try:
        name = user.wagtail_userprofile.get_current_time_zone()
    except UserProfile.DoesNotExist:
        name = settings.TIME_ZONE
    return ZoneInfo(name)
