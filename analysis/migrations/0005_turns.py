"""Whose turn each delivery takes, when each was last served, and by which SECRET_KEY a delivery or a cluster signs."""

import django.db.models.functions.datetime
from django.db import migrations, models

FORWARDS = """
ALTER TABLE django_q_ormq
    ADD COLUMN analysis_owner bigint NOT NULL DEFAULT 0,
    ADD COLUMN analysis_signer varchar(16) NULL;
UPDATE django_q_ormq AS delivery SET analysis_owner = job.user_id
FROM analysis_jobs AS job WHERE job.id = delivery.analysis_job;
CREATE INDEX django_q_ormq_turn ON django_q_ormq (key, analysis_owner, lock, id)
    INCLUDE (analysis_due, analysis_job, analysis_signer);
"""

BACKWARDS = """
DROP INDEX django_q_ormq_turn;
ALTER TABLE django_q_ormq DROP COLUMN analysis_owner, DROP COLUMN analysis_signer;
"""


class Migration(migrations.Migration):
    dependencies = [("analysis", "0004_pages")]

    operations = [
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("owner", models.BigIntegerField(primary_key=True, serialize=False)),
                ("served_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"db_table": "analysis_turns"},
        ),
        migrations.AddField(
            model_name="cluster",
            name="signer",
            field=models.CharField(
                blank=True, db_default="", help_text="See `analysis.queue.signer`.", max_length=16
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
