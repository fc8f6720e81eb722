"""Public search looks into published documents themselves, not into Wagtail's index."""

from django.conf import settings
from django.db import migrations

from search.configuration import configuration_of, make_configurations
from search.vectors import WRITE, values


def write_words(apps, schema_editor):
    documents = apps.get_model("pages", "PublishedDocument").objects.filter(state="live")
    ids = list(documents.values_list("page_id", flat=True))
    if not ids:
        return  # a new database: there are no configurations yet, and nothing to read
    make_configurations()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(WRITE, values(ids, config=configuration_of(settings.SEARCH_CONFIG)))


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_initial"),
        ("pages", "0002_words_of_documents"),
    ]

    operations = [
        migrations.RunPython(write_words, migrations.RunPython.noop),
        # Ranking reads it for every hit: it stays in the row, and is not compressed.
        migrations.RunSQL(
            "ALTER TABLE pages_publisheddocument ALTER COLUMN about SET STORAGE MAIN",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            "CREATE INDEX search_documents ON pages_publisheddocument USING gin (search_words(about, words)) WITH (fastupdate = off)",
            "DROP INDEX search_documents",
        ),
        migrations.RunSQL(
            "DROP INDEX search_document_key",
            "CREATE INDEX search_document_key ON pages_publisheddocument ((page_id::varchar(50)))",
        ),
        migrations.RunSQL(
            """
            DELETE FROM wagtailsearch_indexentry USING django_content_type AS type
            WHERE type.id = content_type_id AND type.model = 'publisheddocument'
            """,
            migrations.RunSQL.noop,
        ),
    ]
