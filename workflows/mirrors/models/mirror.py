"""Mirrors: addresses that must serve the published tree."""

import json
from collections.abc import Mapping
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflows import sealed
from workflows.mirrors.drivers import Driver, Fence, open_driver
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
PURPOSE = "masthead mirrors credentials"
# What is known of an address that nobody has asked yet.
NOBODY_LOOKED = {
    "seen_edition": 0,
    "seen_at": None,
    "unseen_since": None,
    "unseen_because": "",
    "looks_failed": 0,
    "look_after": None,
    "sampled_at": None,
    "sampled_path": "",
    "proven_at": None,
    "proving": False,
    "proving_path": "",
}


def check_storage_url(url: str) -> None:
    """Refuse an address that no driver understands, or that holds a secret."""
    try:
        open_driver(url, {})
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

    def visible(self) -> "MirrorQuerySet":
        """Those whose address may be looked at now: it answered, or its wait is over."""
        return self.filter(models.Q(look_after=None) | models.Q(look_after__lte=Now()))

    def due(self, field: str, every: timedelta) -> "MirrorQuerySet":
        """Those at which `field` says that something was last done so long ago, or never."""
        late = models.Q(**{f"{field}__lte": Now() - every})
        return self.filter(models.Q(**{field: None}) | late)


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
            "Where files are written: file:///srv/mirror, s3://bucket/prefix?endpoint=…"
            " or sftp://user@host/srv/www. No passwords here."
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
    sealed_credentials = models.TextField(blank=True, editable=False)
    credentials_set = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="Name of a credential → when it was typed in.",
    )
    fence = models.CharField(
        max_length=10,
        choices=Fence.choices,
        default=Fence.NONE,
        help_text="As the storage was seen to do it when it was probed.",
    )
    lists = models.BooleanField(
        default=False, help_text="Whether the storage can name the files it holds."
    )
    probed_at = models.DateTimeField(null=True, blank=True)
    ahead = models.BigIntegerField(
        default=0,
        help_text="The edition it showed that a restored database did not know.",
    )
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(
        default=0, help_text="Failures of the mirror itself, one after another."
    )
    breaker_until = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(
        null=True, blank=True, help_text="When the first of these failures was."
    )
    last_error = models.TextField(blank=True)

    seen_edition = models.BigIntegerField(
        default=0, help_text="Every file up to this edition was seen at its address."
    )
    seen_at = models.DateTimeField(
        null=True, blank=True, help_text="When its address last answered."
    )
    unseen_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when its address does not answer."
    )
    unseen_because = models.TextField(blank=True)
    looks_failed = models.PositiveIntegerField(default=0)
    look_after = models.DateTimeField(
        null=True, blank=True, help_text="Its address is left alone until then."
    )
    observed_until = models.DateTimeField(
        null=True, blank=True, help_text="One worker looks at it at a time."
    )
    sampled_at = models.DateTimeField(null=True, blank=True)
    sampled_path = models.CharField(
        max_length=1024, blank=True, help_text="Where the next sample goes on."
    )
    proven_at = models.DateTimeField(
        null=True, blank=True, help_text="When everything was last looked at."
    )
    proving = models.BooleanField(
        default=False, help_text="Somebody has begun to look at everything."
    )
    proving_path = models.CharField(
        max_length=1024, blank=True, help_text="Where that goes on."
    )

    copied_from = models.BigIntegerField(
        default=0,
        db_default=0,
        help_text="The newest edition when its first copy began.",
    )
    sync_began_at = models.DateTimeField(
        null=True, blank=True, help_text="When it last began to catch up."
    )
    sync_files = models.PositiveIntegerField(
        default=0, help_text="How many files it owed then."
    )
    replaces = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="heirs",
        help_text="The mirror that is retired when this one is live.",
    )

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

    @property
    def is_asked(self) -> bool:
        """Whether what changes is its business: a retired one keeps what it has."""
        return self.state in OWING

    @property
    def is_carried(self) -> bool:
        """Whether anything is carried to it now; if not, it goes on serving what it has."""
        return self.state in CARRYING

    def driver(self) -> Driver:
        """Return the driver of its storage, not yet entered.

        Raises:
            MirrorFailed: its credentials were sealed with a key that is gone.
        """
        try:
            return open_driver(self.storage_url, self.credentials)
        except sealed.CannotOpen as error:
            raise MirrorFailed(str(error)) from error

    @property
    def credentials(self) -> dict[str, str]:
        """What opens its storage, by name. Raises: sealed.CannotOpen."""
        if not self.sealed_credentials:
            return {}
        return dict(
            json.loads(sealed.open_seal(self.sealed_credentials, purpose=PURPOSE))
        )

    @credentials.setter
    def credentials(self, credentials: dict[str, str]) -> None:
        said = json.dumps(credentials)
        self.sealed_credentials = (
            sealed.seal(said, purpose=PURPOSE) if credentials else ""
        )

    def change_credentials(self, changes: Mapping[str, str]) -> None:
        """Replace some of its credentials, or clear those that are empty; not yet saved.

        What can be opened no longer is forgotten: all of it must be typed in again.
        """
        try:
            held = self.credentials
        except sealed.CannotOpen:
            held = {}
        typed = dict.fromkeys(changes, timezone.now().isoformat())
        since = {**self.credentials_set, **typed}
        self.credentials = {n: one for n, one in {**held, **changes}.items() if one}
        self.credentials_set = {name: since[name] for name in self.credentials}

    def reseal(self) -> None:
        """Seal its credentials with the newest secret key. Raises as `credentials` does."""
        self.credentials = self.credentials
        self.save(update_fields=["sealed_credentials"])
