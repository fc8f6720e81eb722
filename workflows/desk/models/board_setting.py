"""How somebody left the board: its filters come back with them."""

from django.conf import settings
from django.db import models


class BoardSetting(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    query = models.CharField(
        max_length=200, blank=True, help_text="The address's query, e.g. desk=3."
    )

    def __str__(self) -> str:
        return f"{self.user}: ?{self.query}"
