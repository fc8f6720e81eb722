"""Secrets of second factors that lie open in the database are sealed."""

from django.db import migrations

from cms.accounts.factors import Factors

SECRETS = ("secret", "seed")


def seal(apps, schema_editor):
    _each(apps, Factors().encrypt)


def unseal(apps, schema_editor):
    _each(apps, Factors().decrypt)


def _each(apps, change):
    for row in apps.get_model("mfa", "Authenticator").objects.all():
        said = {name: change(row.data[name]) for name in SECRETS if name in row.data}
        row.data |= said
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_counts"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(seal, unseal)]
