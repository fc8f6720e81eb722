from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("mirrors", "0011_operating"),
    ]

    operations = [
        migrations.CreateModel(
            name="TakedownRecord",
            fields=[
                ("edition", models.BigIntegerField(primary_key=True, serialize=False)),
                ("said", models.JSONField()),
                ("said_at", models.DateTimeField()),
                ("signature", models.JSONField(null=True)),
                ("refusal", models.TextField(blank=True)),
            ],
        ),
    ]
