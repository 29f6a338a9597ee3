"""Whether the language model answered, for attempts that could do without it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analysis", "0010_kept_answers")]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="model_answer",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="Of an attempt that asked a language model and could do without: `answered`, or why there "
                "was none.",
                max_length=32,
            ),
        ),
    ]
