"""American spelling, as everywhere."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0002_words_of_documents")]

    operations = [
        migrations.RenameField("newsimage", "licence_expires_at", "license_expires_at"),
        migrations.AlterField(
            "newsimage",
            "license_expires_at",
            models.DateTimeField(blank=True, null=True, verbose_name="license expires"),
        ),
    ]
