"""Find the jobs that somebody has under way without reading all the others."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("analysis", "0011_model_answer")]

    operations = [
        # Of a migration that was broken off an index stays that is never used, and in the way.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS job_under_way", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="analysisjob",
            index=models.Index(
                fields=["user"], condition=models.Q(status__in=["processing", "queued"]), name="job_under_way"
            ),
        ),
    ]
