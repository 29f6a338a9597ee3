"""Find the jobs that somebody has under way without reading all the others."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("analysis", "0011_model_answer")]

    operations = [
        AddIndexConcurrently(
            model_name="analysisjob",
            index=models.Index(
                fields=["user"], condition=models.Q(status__in=["processing", "queued"]), name="job_under_way"
            ),
        ),
    ]
