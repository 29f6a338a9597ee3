"""The database for as long as a command of `manage.py` runs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings

from config.postgres import address as postgres

# Those that do without a database, and `dev`, which starts its own in its own time.
_WITHOUT = {
    *("analyze", "check", "collectstatic", "compilemessages", "dev", "diffsettings", "findstatic", "help"),
    *("makemessages", "makemigrations", "startapp", "version"),
}


class NoDatabase(Exception):
    """Why there is none, in one line."""


@contextmanager
def up_for(arguments: Sequence[str]) -> Iterator[None]:
    """Keep the embedded server up for a command that needs it. Where DATABASE_URL names another, do nothing."""
    command = arguments[0] if arguments else "help"
    needed = not command.startswith("-") and command not in _WITHOUT and not {"-h", "--help"} & set(arguments)
    if not (needed and postgres.is_embedded(settings.DATABASES["default"], settings.DATA_DIR)):
        yield
        return
    from config.postgres import embedded

    try:
        with embedded.running(settings.DATA_DIR):
            yield
    except embedded.EmbeddedError as error:
        raise NoDatabase(str(error)) from error
