"""Published files: path → digest. All of them together are the published tree."""

from django.db import models


class CacheClass(models.TextChoices):
    PAGE = "page", "Revalidated on each read"
    IMMUTABLE = "immutable", "Never changes: its name is its digest"


class PublishedFileQuerySet(models.QuerySet["PublishedFile"]):
    def standing(self) -> "PublishedFileQuerySet":
        return self.filter(gone=False)

    def of_page(self, page_id: int) -> "PublishedFileQuerySet":
        return self.filter(page_id=page_id)


class PublishedFile(models.Model):
    """One file of the published tree, at the edition that last changed it."""

    path = models.CharField(primary_key=True, max_length=1024)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="Bytes, uncompressed.")
    type = models.CharField(max_length=100, help_text="Media type.")
    cache = models.CharField(
        max_length=10, choices=CacheClass.choices, default=CacheClass.PAGE
    )
    edition = models.BigIntegerField()
    gone = models.BooleanField(default=False)
    page_id = models.BigIntegerField(
        null=True,
        help_text="The page whose press writes it, or took it away; empty for shared files.",
    )

    objects = PublishedFileQuerySet.as_manager()

    class Meta:
        indexes = [
            # a mirror that catches up: what changed after edition n?
            models.Index(fields=["edition"], name="file_edition"),
            # all files of a page, for its next press or its end
            models.Index(fields=["page_id"], name="file_page"),
        ]

    def __str__(self) -> str:
        return f"{self.path} at edition {self.edition}{' (gone)' if self.gone else ''}"
