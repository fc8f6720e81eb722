"""A claim: "I'm on it". It is soft: it tells others, and refuses nobody."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Claim(models.Model):
    """`user` is on the review of `page_id` until `until`, unless it is renewed."""

    page_id = models.BigIntegerField(unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(help_text="Since when.")
    until = models.DateTimeField(help_text="When it lapses by itself.")

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return f"{self.user} is on page {self.page_id}"
