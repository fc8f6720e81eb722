"""An approval says whether it was the last word: before, there was one step and it always was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0010_legal_step")]

    operations = [
        migrations.AddField(
            "approval",
            "final",
            models.BooleanField(
                default=True,
                help_text="No other step of the review had still to answer.",
            ),
        )
    ]
