"""An address outside that a desk wants to be told at."""

from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import sealed
from workflows.desk.models import Desk

PURPOSE = "masthead notices webhook"


class Webhook(models.Model):
    """An incoming webhook of Slack, or of anything that reads its JSON.

    Its URL is a secret, as whoever knows it can post there: it is sealed in the
    database and never shown again.
    """

    name = models.CharField(
        _("name"), max_length=80, help_text=_("For example: #sport in our chat.")
    )
    desk = models.ForeignKey(
        Desk,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("desk"),
        help_text=_("Whose stories it is told of. Empty: those of every desk."),
    )
    kinds = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("is told of"),
        default=list,
        blank=True,
    )
    active = models.BooleanField(_("active"), default=True)
    host = models.CharField(_("host"), max_length=255, editable=False)
    sealed_url = models.TextField(editable=False)
    sealed_secret = models.TextField(editable=False, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Raises: sealed.CannotOpen: it was sealed with a key that is gone."""
        return sealed.open_seal(self.sealed_url, purpose=PURPOSE)

    @url.setter
    def url(self, url: str) -> None:
        self.host = urlsplit(url).hostname or ""
        self.sealed_url = sealed.seal(url, purpose=PURPOSE)

    def reseal(self) -> None:
        """Seal both with the newest secret key. Raises as `url` does."""
        self.url, self.secret = self.url, self.secret
        self.save(update_fields=["host", "sealed_url", "sealed_secret"])

    @property
    def secret(self) -> str:
        """The signing secret; empty if there is none. Raises as `url` does."""
        if not self.sealed_secret:
            return ""
        return sealed.open_seal(self.sealed_secret, purpose=PURPOSE)

    @secret.setter
    def secret(self, secret: str) -> None:
        self.sealed_secret = sealed.seal(secret, purpose=PURPOSE) if secret else ""
