"""A digest is the SHA-256 of exact bytes; what tells that rows changed is a fingerprint."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0003_license_expires")]

    operations = [
        migrations.RenameField("publisheddocument", "source", "fingerprint"),
        migrations.AlterField(
            "publisheddocument",
            "fingerprint",
            models.CharField(blank=True, max_length=32, help_text="MD5 of the page's rows when pressed."),
        ),
    ]
