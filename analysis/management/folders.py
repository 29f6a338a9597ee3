"""Files that a command is given, one by one or by their folder."""

from dataclasses import dataclass
from pathlib import Path

from django.core.management.base import CommandError


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and what it is called: by its name, or by its path within a folder that was given."""

    path: Path
    name: str


def sources_in(file: Path) -> list[Source]:
    """The file itself, or all files in a folder and its subfolders, but for hidden ones."""
    if not file.is_dir():
        return [Source(file, file.name)]
    inner = [path.relative_to(file) for path in sorted(file.rglob("*")) if path.is_file()]
    shown = [path for path in inner if not any(part.startswith(".") for part in path.parts)]
    if not shown:
        raise CommandError(f"{file}: there is no file in this folder.")
    return [Source(file / path, str(path)) for path in shown]
