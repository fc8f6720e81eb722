from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mirrors", "0012_takedown_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="mirror",
            name="copied_from",
            field=models.BigIntegerField(
                db_default=0,
                default=0,
                help_text="The newest edition when its first copy began.",
            ),
        ),
        migrations.AddIndex(
            model_name="observation",
            index=models.Index(
                condition=models.Q(("wrong__gt", 0)),
                fields=["mirror"],
                name="observation_wrong",
            ),
        ),
    ]
