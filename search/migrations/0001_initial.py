"""What PostgreSQL needs to find words, words without accents, and words misspelled."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

# GIN's pending list is scanned by every search and grows with every publication;
# a newsroom reads far more than it writes.
FAST_READS = "WITH (fastupdate = off)"


class Migration(migrations.Migration):
    dependencies = [
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailcore", "0001_initial"),
        ("pages", "0001_initial"),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        # Wagtail matches words against `title || body` and indexes only its halves. The
        # planner thinks that joining two vectors is free and would rather read every one
        # of them back, 75 ms at 2,000 stories against 1; a function has an honest cost.
        migrations.RunSQL(
            """
            CREATE FUNCTION search_words(title tsvector, body tsvector) RETURNS tsvector
            LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000
            AS 'BEGIN RETURN title || body; END'
            """,
            "DROP FUNCTION search_words",
        ),
        migrations.RunSQL(
            f"CREATE INDEX search_words ON wagtailsearch_indexentry USING gin (search_words(title, body)) {FAST_READS}",
            "DROP INDEX search_words",
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("text", models.CharField(max_length=40, primary_key=True, serialize=False)),
            ],
            options={
                "indexes": [
                    GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], fastupdate=False, name="search_spelling"),
                ],
            },
        ),
        # Wagtail joins an entry to its row by the key's text.
        migrations.RunSQL(
            "CREATE INDEX search_document_key ON pages_publisheddocument ((page_id::varchar(50)))",
            "DROP INDEX search_document_key",
        ),
        migrations.RunSQL(
            "CREATE INDEX search_page_key ON wagtailcore_page ((id::varchar(50)))",
            "DROP INDEX search_page_key",
        ),
    ]
