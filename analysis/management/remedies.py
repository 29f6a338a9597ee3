"""What `retry_job --remedy` brings along: asked for at the terminal or read from files, never given as an argument that
a list of processes shows.
"""

import getpass
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import CommandError

from analysis.services import Given, Remedy

USAGE = 2


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--remedy", choices=[str(one) for one in Remedy], default="", help="what the retry brings along:"
    )
    parser.add_argument("--file", metavar="F", help="  with replace: the file that takes the old one's place")
    parser.add_argument(
        "--password-file", metavar="F", help="  with password: the first line of F; else it is asked for"
    )
    parser.add_argument("--languages", metavar="eng+deu", default="", help="  with ocr: the languages of the text")


@contextmanager
def given(options: dict[str, Any], jobs: int) -> Iterator[Given]:
    """What the options give along with the remedy. Raises CommandError where they do not fit it."""
    remedy = options["remedy"]
    for option, its_remedy in (("file", "replace"), ("password_file", "password"), ("languages", "ocr")):
        if options[option] and remedy != its_remedy:
            name = option.replace("_", "-")
            raise CommandError(f"--{name} goes with --remedy {its_remedy}.", returncode=USAGE)
    if remedy in (Remedy.REPLACE, Remedy.PASSWORD) and jobs != 1:
        raise CommandError(f"--remedy {remedy} is for one job, named by its id.", returncode=USAGE)
    if remedy == Remedy.REPLACE:
        if not options["file"]:
            raise CommandError("--remedy replace needs --file.", returncode=USAGE)
        path = Path(options["file"])
        try:
            opened = path.open("rb")
        except OSError as error:
            raise CommandError(f"{path} can't be read: {error.strerror}.", returncode=USAGE) from error
        with opened:
            yield Given(file=File(opened, name=path.name))
        return
    password = _password(options["password_file"]) if remedy == Remedy.PASSWORD else ""
    yield Given(password=password, languages=options["languages"])


def _password(file: str | None) -> str:
    if file is not None:
        try:
            return Path(file).read_text().partition("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} can't be read.", returncode=USAGE) from error
    if sys.stdin.isatty():
        return getpass.getpass("Password of the document: ")
    return sys.stdin.readline().rstrip("\r\n")
