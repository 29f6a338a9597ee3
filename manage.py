#!/usr/bin/env python3
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.INSTALLED_APPS  # noqa: B018 - reads the environment
    except ImproperlyConfigured as error:
        sys.exit(f"second-look can't start: {error}")
    from django.db import OperationalError

    from config.postgres import commands

    try:
        with commands.up_for(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except commands.NoDatabase as error:
        sys.exit(f"second-look can't start: {error}")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None):  # an answer, which somebody has to look into
            raise
        sys.exit(f"second-look: the database does not answer: {str(error).splitlines()[0]}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
