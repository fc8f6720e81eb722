"""A digest is the SHA-256 of exact bytes; what tells that rows changed is a fingerprint."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("press", "0001_initial")]

    operations = [migrations.RenameField("source", "digest", "fingerprint")]
