"""Words to search profiles by. Rows that are there get theirs from the minute's round, a part at a time."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # indexes are made while others write

    dependencies = [("profiles", "0006_deeds")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE user_profile ADD COLUMN IF NOT EXISTS lexemes tsvector",
            "ALTER TABLE user_profile DROP COLUMN lexemes",
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS profile_lexemes ON user_profile USING gin (lexemes) "
            "WITH (fastupdate = off)",
            "DROP INDEX profile_lexemes",
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS profile_unindexed ON user_profile (id) WHERE lexemes IS NULL",
            "DROP INDEX profile_unindexed",
        ),
        AddIndexConcurrently("userprofile", models.Index(fields=["user", "-created_at", "-id"], name="profile_newest")),
    ]
