"""Notes are signed, and dated by the edition that brings them; an update has a significance."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0005_embargo'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublishedNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page_id', models.BigIntegerField(db_index=True)),
                ('kind', models.CharField(choices=[('correction', 'Correction'), ('clarification', 'Clarification'), ('editors_note', "Editor's note")], max_length=20)),
                ('text', models.TextField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('edition', models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name='articlepage',
            name='significance',
            field=models.CharField(blank=True, choices=[('', 'Update: the story goes on'), ('minor', 'Minor: nobody is told'), ('correction', 'Correction: what was published was wrong')], default='', help_text='Of this update, when it goes out. A correction needs a new note below.', max_length=12, verbose_name='significance'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='correction',
            name='by',
            field=models.CharField(blank=True, default='', help_text='Who says it, as readers see it. Empty: “The editors”.', max_length=120, verbose_name='signed'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='correction',
            name='at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='correction',
            name='kind',
            field=models.CharField(choices=[('correction', 'Correction'), ('clarification', 'Clarification'), ('editors_note', "Editor's note")], default='correction', max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='correction',
            name='text',
            field=models.TextField(help_text='What was wrong and what is right, for readers.', verbose_name='text'),
        ),
    ]
