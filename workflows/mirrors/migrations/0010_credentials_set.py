from django.db import migrations, models

import workflows.mirrors.models.mirror


class Migration(migrations.Migration):

    dependencies = [
        ('mirrors', '0009_ahead'),
    ]

    operations = [
        migrations.AlterField(
            model_name='mirror',
            name='storage_url',
            field=models.CharField(help_text='Where files are written: file:///srv/mirror, s3://bucket/prefix?endpoint=… or sftp://user@host/srv/www. No passwords here.', max_length=500, validators=[workflows.mirrors.models.mirror.check_storage_url], verbose_name='storage URL'),
        ),
        migrations.AddField(
            model_name='mirror',
            name='credentials_set',
            field=models.JSONField(blank=True, default=dict, editable=False, help_text='Name of a credential → when it was typed in.'),
        ),
    ]
