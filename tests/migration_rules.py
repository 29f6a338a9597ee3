"""What a migration may not do, because the release before it still runs: during a deployment its processes read and
write the same tables, and they know nothing of what is new.

Code that no longer needs a column or a table ships first; the release after that may remove it.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.fields import NOT_PROVIDED

# What the first release brought: later ones have to work beside it.
FIRST_RELEASE = {"analysis": "0004", "profiles": "0002"}
# Rows that the release before goes on to write may break these, and their making reads the whole table under a lock.
_CONSTRAINTS = (migrations.AddConstraint, migrations.AlterUniqueTogether)
_TAKEN_AWAY = (
    *(migrations.RemoveField, migrations.RenameField, migrations.DeleteModel, migrations.RenameModel),
    migrations.AlterModelTable,
)
_SQL = {
    "adds a column that is NOT NULL and has no DEFAULT": (
        r"ADD\s+(COLUMN\s+)?(?!CONSTRAINT)\w+\s+(?![^,;]*DEFAULT)[^,;]*NOT\s+NULL"
    ),
    "takes away what the release before uses": r"\bDROP\s+(COLUMN|TABLE)\b|\bRENAME\b",
    "makes a column NOT NULL": r"\bSET\s+NOT\s+NULL\b",
    "adds a constraint": r"\bADD\s+CONSTRAINT\b",
}


def complaints(migration: migrations.Migration, before: ProjectState) -> list[str]:
    """Why the release before would not work any more after this migration; `before` is changed to what it leads to."""
    found: list[str] = []
    made: set[str] = set()
    for operation in migration.operations:
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name_lower)
        elif getattr(operation, "model_name_lower", None) not in made:  # what nobody knows yet may be changed at will
            found += _of_operation(operation, before, migration.app_label)
        operation.state_forwards(migration.app_label, before)
    return found


def _of_operation(operation: Operation, before: ProjectState, app: str) -> Iterator[str]:
    what = operation.describe()
    if isinstance(operation, _TAKEN_AWAY):
        yield f"{what}: the release before still uses it"
    elif isinstance(operation, _CONSTRAINTS):
        yield f"{what}: rows of the release before may break it"
    elif isinstance(operation, migrations.AddField):
        if _needs_a_value(operation.field):
            yield f"{what}: it is NOT NULL, and the release before gives no value: add a db_default"
    elif isinstance(operation, migrations.AlterField):
        old = before.models[app, operation.model_name_lower].fields[operation.name_lower]
        if old.null and not operation.field.null:
            yield f"{what}: the release before may still write NULL"
        if not old.unique and operation.field.unique:
            yield f"{what}: rows of the release before may break it"
    elif isinstance(operation, migrations.RunSQL):
        for statement in _statements(operation.sql):
            yield from (
                f"SQL {why}: {statement[:80]}"
                for why, like in _SQL.items()
                if re.search(like, statement, re.IGNORECASE)
            )


def _needs_a_value(field: "models.Field[Any, Any]") -> bool:
    return not (field.many_to_many or field.null or field.generated or field.db_default is not NOT_PROVIDED)


def _statements(sql: Any) -> Iterator[str]:
    parts = [sql] if isinstance(sql, str) else [part if isinstance(part, str) else part[0] for part in sql]
    for part in parts:
        for statement in re.sub(r"--[^\n]*", "", part).split(";"):
            if stripped := " ".join(statement.split()):
                yield stripped
