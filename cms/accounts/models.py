"""The table of Django's database cache that holds the counts of guesses.

A model, so that `migrate` makes it and tests empty it; only Django's cache uses it.
"""

from django.db import models


class Count(models.Model):
    """How often was tried what, and until when that matters."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_counts"

    def __str__(self) -> str:
        return self.cache_key
