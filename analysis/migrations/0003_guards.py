"""What Django's constraints can't say: keys over several columns. They are checked at commit, so that rows may be written in any order."""

from django.db import migrations

FORWARDS = """
-- Attempts are numbered without gaps: each but the first needs the one before it.
ALTER TABLE analysis_attempts ADD COLUMN previous integer GENERATED ALWAYS AS (nullif(number, 1) - 1) STORED;
ALTER TABLE analysis_attempts ADD CONSTRAINT attempt_follows_another
    FOREIGN KEY (job_id, previous) REFERENCES analysis_attempts (job_id, number) DEFERRABLE INITIALLY DEFERRED;

-- A job's current attempt is one of its own.
ALTER TABLE analysis_jobs ADD CONSTRAINT job_has_its_attempt
    FOREIGN KEY (id, attempt) REFERENCES analysis_attempts (job_id, number) DEFERRABLE INITIALLY DEFERRED;

-- Upload, job and profile belong to the same user.
ALTER TABLE analysis_uploads ADD CONSTRAINT upload_of_user UNIQUE (id, user_id);
ALTER TABLE user_profile ADD CONSTRAINT profile_of_user UNIQUE (id, user_id);
ALTER TABLE analysis_jobs ADD CONSTRAINT job_upload_of_same_user
    FOREIGN KEY (upload_id, user_id) REFERENCES analysis_uploads (id, user_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE analysis_jobs ADD CONSTRAINT job_profile_of_same_user
    FOREIGN KEY (profile_id, user_id) REFERENCES user_profile (id, user_id) DEFERRABLE INITIALLY DEFERRED;
"""

BACKWARDS = """
ALTER TABLE analysis_jobs DROP CONSTRAINT job_profile_of_same_user, DROP CONSTRAINT job_upload_of_same_user,
    DROP CONSTRAINT job_has_its_attempt;
ALTER TABLE user_profile DROP CONSTRAINT profile_of_user;
ALTER TABLE analysis_uploads DROP CONSTRAINT upload_of_user;
ALTER TABLE analysis_attempts DROP CONSTRAINT attempt_follows_another, DROP COLUMN previous;
"""


class Migration(migrations.Migration):
    dependencies = [("analysis", "0002_queue"), ("profiles", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
