"""How much an update matters, who signs a notice, and which edition told readers of a note."""

from django.db import migrations, models

# A note kept the time that people gave it; it came with the first edition after that.
NOTES = """
INSERT INTO pages_publishednote (page_id, kind, text, by, at, edition)
SELECT note.page_id, note.kind, note.text, 'The editors', note.at, COALESCE(
    MIN(edition.number) FILTER (WHERE edition.at >= note.at), MAX(edition.number)
)
FROM pages_correction AS note
JOIN press_edition AS edition ON edition.page_id = note.page_id
    AND edition.action IN ('publish', 'update', 'correction', 'restore')
WHERE note.at IS NOT NULL
GROUP BY note.id
ORDER BY note.page_id, note.sort_order, note.id
"""
SIGNIFICANCE = """
UPDATE press_edition SET significance = action WHERE action IN ('update', 'correction')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("press", "0002_fingerprints"),
        ("pages", "0006_corrections"),
    ]

    operations = [
        migrations.AddField(
            "edition",
            "significance",
            models.CharField(
                blank=True,
                choices=[("minor", "minor"), ("update", "update"), ("correction", "correction")],
                default="",
                help_text="How much an update matters: who is told.",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "edition",
            "by",
            models.CharField(
                blank=True,
                default="",
                help_text="Who tells them, as they see it.",
                max_length=120,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(SIGNIFICANCE, migrations.RunSQL.noop),
        migrations.RunSQL(NOTES, "DELETE FROM pages_publishednote"),
    ]
