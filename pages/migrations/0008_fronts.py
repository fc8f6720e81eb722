from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0007_translatable")]

    operations = [
        migrations.AddIndex(
            model_name="publisheddocument",
            index=models.Index(
                condition=models.Q(("type__in", ["pages.HomePage", "pages.SectionPage"])),
                fields=["type", "tree_path"],
                name="document_fronts",
            ),
        ),
    ]
