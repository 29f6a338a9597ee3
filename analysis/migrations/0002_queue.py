"""Make django-q2's table a queue that stays fast: an order with an index that serves it, and one row per job at most.

django-q2 keeps the job and the attempt inside a signed payload only, where no index can find them.
"""

from django.db import migrations

FORWARDS = """
ALTER TABLE django_q_ormq
    ADD COLUMN analysis_due timestamptz NULL,
    ADD COLUMN analysis_job bigint NULL,
    ADD COLUMN analysis_attempt integer NULL;
CREATE INDEX django_q_ormq_ready ON django_q_ormq (key, lock, id);
CREATE UNIQUE INDEX django_q_ormq_one_per_job ON django_q_ormq (analysis_job);
-- Rows come and go all the time: the dead ones are cleared away long before a fifth of the table is dead.
ALTER TABLE django_q_ormq SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
"""

BACKWARDS = """
ALTER TABLE django_q_ormq RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);
DROP INDEX django_q_ormq_ready, django_q_ormq_one_per_job;
ALTER TABLE django_q_ormq DROP COLUMN analysis_due, DROP COLUMN analysis_job, DROP COLUMN analysis_attempt;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("analysis", "0001_initial"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
