from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analysis", "0003_guards")]

    operations = [
        migrations.AddField(
            model_name="analysisjob",
            name="pages_read",
            field=models.PositiveIntegerField(help_text="While the text is extracted, where that is known.", null=True),
        ),
        migrations.AddField(
            model_name="analysisjob",
            name="pages_total",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
