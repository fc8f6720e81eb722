import django.utils.timezone
from django.db import migrations, models


KEEP = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION review_ledger_is_append_only();
"""
DROP = "DROP TRIGGER {table}_append_only ON {table};"
TABLES = ("review_entry", "review_reviewedtext")


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0003_source_kills'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReviewedText',
            fields=[
                ('content_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('type', models.CharField(help_text='Page type, e.g. pages.ArticlePage.', max_length=100)),
                ('text', models.TextField(help_text='Canonical JSON of everything a reader can see.')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AlterModelOptions(
            name='approval',
            options={'permissions': [('approve_story', 'Can approve a story'), ('publish_breaking', 'Can publish breaking news alone'), ('break_glass', 'Can publish anything alone, with a reason'), ('clear_legal', 'Can clear a story in the legal check'), ('lift_embargo', 'Can lift an embargo, together with somebody else')]},
        ),
        migrations.AlterField(
            model_name='approval',
            name='user_id',
            field=models.BigIntegerField(help_text='Empty for a lawyer without an account.', null=True),
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page_id', models.BigIntegerField()),
                ('headline', models.CharField(blank=True, help_text='As it was then.', max_length=255)),
                ('happened', models.CharField(choices=[('submitted', 'Submitted'), ('sent back', 'Sent back'), ('taken out', 'Taken out of review'), ('scheduled', 'Scheduled'), ('unscheduled', 'Taken off the schedule'), ('schedule failed', 'Could not go out on time'), ('legal flagged', 'Flagged for the legal check'), ('legal unflagged', 'Legal flag taken away'), ('legal link sent', 'Link sent to a lawyer'), ('review owed', 'Review after the fact opened'), ('review done', 'Reviewed after the fact'), ('lift asked', 'Asked to lift the embargo'), ('lift agreed', 'Embargo lifted')], max_length=20)),
                ('user_id', models.BigIntegerField(help_text='Empty for a machine.', null=True)),
                ('user_name', models.CharField(blank=True, max_length=150)),
                ('revision_id', models.BigIntegerField(null=True)),
                ('content_hash', models.CharField(blank=True, max_length=64)),
                ('comment', models.TextField(blank=True)),
                ('data', models.JSONField(blank=True, default=dict)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name_plural': 'entries',
                'indexes': [models.Index(fields=['page_id', 'at'], name='entry_of_page')],
            },
        ),
        migrations.RunSQL(
            """
            CREATE OR REPLACE FUNCTION review_ledger_is_append_only() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '% is append-only: it is a record', TG_TABLE_NAME;
            END $$;
            """,
            migrations.RunSQL.noop,
        ),
        *[
            migrations.RunSQL(KEEP.format(table=table), DROP.format(table=table))
            for table in TABLES
        ],
    ]
