"""The words that public stories are about, so that a misspelled one finds its like."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Word(models.Model):
    """A word from the headline, dek, byline or opening of a story that is or was public."""

    text = models.CharField(primary_key=True, max_length=40)

    class Meta:
        # which words are like this one?
        indexes = [
            GinIndex(
                fields=["text"],
                opclasses=["gin_trgm_ops"],
                fastupdate=False,
                name="search_spelling",
            )
        ]

    def __str__(self) -> str:
        return self.text
