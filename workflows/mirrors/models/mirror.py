"""Mirrors: addresses that must serve the published tree."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from workflows.mirrors.drivers import open_driver
from workflows.mirrors.errors import MirrorFailed


class State(models.TextChoices):
    NEW = "new", _("New")
    SYNCING = "syncing", _("Syncing")
    LIVE = "live", _("Live")
    PAUSED = "paused", _("Paused")
    DRAINING = "draining", _("Draining")
    RETIRED = "retired", _("Retired")


# A paused mirror goes on owing: a kill must reach it the moment it is resumed.
OWING = [State.SYNCING, State.LIVE, State.PAUSED, State.DRAINING]
CARRYING = [State.SYNCING, State.LIVE, State.DRAINING]
ANNOUNCED = [State.LIVE]


def check_storage_url(url: str) -> None:
    """Refuse an address that no driver understands, or that holds a secret."""
    try:
        open_driver(url)
    except MirrorFailed as error:
        raise ValidationError(str(error)) from error


class MirrorQuerySet(models.QuerySet["Mirror"]):
    def owing(self) -> "MirrorQuerySet":
        return self.filter(state__in=OWING)

    def carrying(self) -> "MirrorQuerySet":
        return self.filter(state__in=CARRYING)

    def announced(self) -> "MirrorQuerySet":
        """Those which readers are told of, the primary address first."""
        return self.filter(state__in=ANNOUNCED).order_by("-primary", "name")

    def working(self) -> "MirrorQuerySet":
        """Those whose breaker is closed, or due for a probe."""
        closed = models.Q(breaker_until=None) | models.Q(breaker_until__lte=Now())
        return self.filter(closed)

    def free(self) -> "MirrorQuerySet":
        """Those which work and which nobody carries right now."""
        unleased = models.Q(lease_until=None) | models.Q(lease_until__lt=Now())
        return self.working().filter(unleased)


class Mirror(models.Model):
    name = models.SlugField(_("name"), max_length=60, unique=True)
    public_url = models.URLField(
        _("public URL"), help_text=_("What readers type, e.g. https://news.example")
    )
    storage_url = models.CharField(
        _("storage URL"),
        max_length=500,
        validators=[check_storage_url],
        help_text=_(
            "Where files are written, e.g. file:///srv/mirror. No passwords here."
        ),
    )
    primary = models.BooleanField(
        _("primary"),
        default=False,
        help_text=_("The canonical address; exactly one mirror is primary."),
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    edition = models.BigIntegerField(
        default=0, help_text="Every file up to this edition was carried."
    )
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(
        default=0, help_text="Failures of the mirror itself, one after another."
    )
    breaker_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects = MirrorQuerySet.as_manager()

    class Meta:
        verbose_name = _("mirror")
        verbose_name_plural = _("mirrors")
        ordering = ["-primary", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["primary"],
                condition=models.Q(primary=True),
                name="one_primary_mirror",
                violation_error_message=_("Another mirror is the primary one."),
            ),
            models.UniqueConstraint(
                fields=["storage_url"],
                condition=~models.Q(state="retired"),
                name="one_mirror_per_storage",
                violation_error_message=_("Another mirror is written there."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
