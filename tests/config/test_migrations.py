"""Every migration works with the release before it: see `tests.migration_rules`."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from tests.migration_rules import FIRST_RELEASE, complaints


def test_each_migration_works_with_the_release_before_it() -> None:
    loader = MigrationLoader(None)
    plan = sorted(
        key for key in loader.disk_migrations if key[0] in FIRST_RELEASE and key[1] > FIRST_RELEASE[key[0]] + "~"
    )
    assert plan
    found = {
        ".".join(key): complaints(loader.get_migration(*key), loader.project_state(key, at_end=False)) for key in plan
    }
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.django_db
def test_the_release_before_may_leave_out_every_column_that_it_does_not_know() -> None:
    """Asked of the database itself, whatever operations made it so."""
    loader = MigrationLoader(None)
    last = [
        max(key for key in loader.disk_migrations if key[0] == app and key[1][:4] == number)
        for app, number in FIRST_RELEASE.items()
    ]
    state = loader.project_state(last)
    known = {
        (model._meta.db_table, field.column)
        for model in state.apps.get_models()
        for field in model._meta.concrete_fields
    }
    tables = {table for table, _ in known if table.startswith(("analysis_", "user_", "profiles_", "django_q_"))}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
            "AND table_name = ANY(%s) AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' "
            "AND is_generated = 'NEVER'",
            [list(tables)],
        )
        required = set(cursor.fetchall())
    assert required - known == set()


def migration(*operations: Operation) -> migrations.Migration:
    class New(migrations.Migration):
        pass

    New.operations = list(operations)
    return New("9999_new", "analysis")


@pytest.mark.parametrize(
    "unsafe",
    [
        migrations.AddField("analysisjob", "shade", models.CharField(max_length=9, default="x")),
        migrations.RemoveField("analysisjob", "progress"),
        migrations.RenameField("analysisjob", "progress", "percent"),
        migrations.DeleteModel("breaker"),
        migrations.AlterField("analysisjob", "error_code", models.CharField(max_length=32, default="")),
        migrations.AlterField("attempt", "trace", models.CharField(max_length=100, unique=True)),
        migrations.AddConstraint(
            "analysisjob", models.CheckConstraint(name="job_progress_small", condition=models.Q(progress__lte=50))
        ),
        migrations.RunSQL("ALTER TABLE django_q_ormq ADD COLUMN analysis_shade text NOT NULL"),
        migrations.RunSQL("ALTER TABLE a ADD COLUMN b int NULL, ADD COLUMN c int NOT NULL, ADD COLUMN d int DEFAULT 0"),
        migrations.RunSQL([("ALTER TABLE analysis_jobs ALTER COLUMN error_code SET NOT NULL", [])]),
        migrations.RunSQL("SELECT 1; ALTER TABLE analysis_jobs DROP COLUMN progress"),
        migrations.RunSQL("ALTER TABLE analysis_jobs RENAME COLUMN progress TO percent"),
    ],
    ids=lambda operation: f"{type(operation).__name__} {getattr(operation, 'name', '')}",
)
def test_what_the_release_before_would_stumble_over_is_refused(unsafe: Operation) -> None:
    state = MigrationLoader(None).project_state()
    assert len(complaints(migration(unsafe), state)) == 1


@pytest.mark.parametrize(
    "safe",
    [
        migrations.AddField("analysisjob", "shade", models.CharField(max_length=9, db_default="x")),
        migrations.AddField("analysisjob", "shade", models.CharField(max_length=9, null=True)),
        migrations.AlterField("analysisjob", "error_code", models.CharField(max_length=64, null=True)),
        migrations.RunSQL("ALTER TABLE a ADD COLUMN b bigint NOT NULL DEFAULT 0, ADD COLUMN c text NULL"),
    ],
    ids=lambda operation: f"{type(operation).__name__} {getattr(operation, 'name', '')}",
)
def test_what_the_release_before_does_not_notice_is_allowed(safe: Operation) -> None:
    assert complaints(migration(safe), MigrationLoader(None).project_state()) == []


def test_what_a_migration_has_just_made_it_may_change_at_will() -> None:
    key = models.BigAutoField(primary_key=True)
    new = migrations.CreateModel("Shade", [("id", key)])
    more = migrations.AddField("shade", "name", models.CharField(max_length=9))
    assert complaints(migration(new, more), MigrationLoader(None).project_state()) == []
