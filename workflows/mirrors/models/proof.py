"""What is signed: targets, the metadata's versions, files of older versions, records."""

from django.db import models
from django.db.models import Q

from workflows.mirrors.proof import layout


class TargetQuerySet(models.QuerySet["Target"]):
    def due(self) -> "TargetQuerySet":
        return self.filter(due=True)

    def unsigned(self) -> "TargetQuerySet":
        return self.filter(unsigned=True)

    def listed(self) -> "TargetQuerySet":
        """Those whose manifest was made: the others have never been in a bin."""
        return self.exclude(digest="")


class Target(models.Model):
    """One manifest that the signed metadata names, e.g. `stories/12.json`.

    `due`: what it names has changed, written in the transaction that changed it.
    `unsigned`: its manifest was made anew, and its bin does not say so yet.
    The other columns are what the bin says of it.
    """

    name = models.CharField(primary_key=True, max_length=60)
    bin = models.PositiveSmallIntegerField(help_text="Which of the 256 lists it.")
    digest = models.CharField(max_length=64, blank=True)
    length = models.PositiveIntegerField(default=0, help_text="Bytes.")
    edition = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, blank=True)
    due = models.BooleanField(default=True)
    unsigned = models.BooleanField(default=False)

    objects = TargetQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["name"], condition=Q(due=True), name="target_due"),
            models.Index(
                fields=["bin"], condition=Q(unsigned=True), name="target_unsigned"
            ),
            models.Index(fields=["bin"], name="target_bin"),
        ]

    def __str__(self) -> str:
        return f"{self.name} at edition {self.edition}"

    @property
    def path(self) -> str:
        """Where its manifest lies in the published tree."""
        return layout.target_path(self.name, self.digest)


class Role(models.Model):
    """One role's newest metadata, as it stands in the published tree."""

    name = models.CharField(primary_key=True, max_length=20)
    version = models.BigIntegerField()
    keyid = models.CharField(
        max_length=64, blank=True, help_text="The online key that signed it."
    )
    signed_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def path(self) -> str:
        """Where it lies in the published tree."""
        return layout.metadata_path(self.name, self.version)


class Superseded(models.Model):
    """A file of an older version: it leaves after a while, and then its row does.

    `at`: when it was superseded; once it is removed, when that was.
    """

    path = models.CharField(primary_key=True, max_length=200)
    at = models.DateTimeField()
    removed = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["removed", "at"], name="superseded_at")]

    def __str__(self) -> str:
        return f"{self.path}, superseded at {self.at}"


class TakedownRecordQuerySet(models.QuerySet["TakedownRecord"]):
    def unsigned(self) -> "TakedownRecordQuerySet":
        return self.filter(signature__isnull=True)


class TakedownRecord(models.Model):
    """That somebody wants the record of a takedown; who has the key writes and signs it.

    `said`: nothing until then. `said_at`: when that was, or since when it is wanted.
    `refusal`: why it could not be signed when it was last tried.
    """

    edition = models.BigIntegerField(primary_key=True)
    said = models.JSONField()
    said_at = models.DateTimeField()
    signature = models.JSONField(null=True)
    refusal = models.TextField(blank=True)

    objects = TakedownRecordQuerySet.as_manager()

    def __str__(self) -> str:
        return f"record of takedown {self.edition}, as of {self.said_at}"
