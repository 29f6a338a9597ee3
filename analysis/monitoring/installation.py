"""Is this installation complete? What an operator may have forgotten, each in one line that says what to do.

The start of the web server and of a cluster say it in the log, /readyz for as long as it is so.
"""

from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

OK = "ok"


def schema() -> str:
    """Whether all migrations of this code have been applied. Those of a later release do no harm."""
    recorder = MigrationRecorder(connection)
    applied = recorder.applied_migrations()
    if missing := sorted(each for each in _migrations() if each not in applied):
        return f"the database lacks {len(missing)} migrations, such as {'.'.join(missing[0])}: run `manage.py migrate`"
    return OK


@lru_cache(maxsize=1)
def _migrations() -> frozenset[tuple[str, str]]:
    """The migrations that this code needs, but not those that a squashed one replaces, nor that one itself."""
    found = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    squashed = {key for key, migration in found.items() if migration.replaces}
    replaced = {key for each in squashed for key in found[each].replaces}
    return frozenset(found.keys() - squashed - replaced)


def encoding() -> str:
    """Whether the database can hold every character of a document."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_encoding'), current_database()")
        found, name = cursor.fetchone()
    if found == "UTF8":
        return OK
    return (
        f"the database {name} has the encoding {found}: make one with UTF-8 (createdb --encoding=UTF8 "
        "--template=template0) and point DATABASE_URL to it"
    )


def static_files() -> str:
    """Whether style and scripts have been collected since they last changed. In development nothing needs to be."""
    manifest = getattr(staticfiles_storage, "hashed_files", None)
    if settings.WHITENOISE_USE_FINDERS or manifest is None:
        return OK
    if missing := sorted(name for name in _static_names() if name not in manifest):
        return (
            f"{len(missing)} static files are not in {settings.STATIC_ROOT}, such as {missing[0]}: "
            "run `manage.py collectstatic --no-input`, and start the web server again"
        )
    return OK


@lru_cache(maxsize=1)
def _static_names() -> frozenset[str]:
    return frozenset(name for finder in get_finders() for name, _ in finder.list([]))
