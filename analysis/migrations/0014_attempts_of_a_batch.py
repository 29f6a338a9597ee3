"""Find the attempts of a batch without reading all others."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("analysis", "0013_batches")]

    operations = [
        # Of a migration that was broken off an index stays that is never used, and in the way.
        migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS attempt_of_batch", migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="attempt",
            index=models.Index(
                fields=["batch"], condition=models.Q(batch__isnull=False), name="attempt_of_batch"
            ),
        ),
    ]
