"""The passwords of the embedded PostgreSQL's roles: made from one key, which DATA_DIR keeps for its owner alone.

So every process that may read DATA_DIR can connect, and what can't read it (a parser in its cage, another user of the
machine) can't, whatever sockets it reaches.
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

_KEY = "database_key"
_BYTES = 32


def password(data_dir: Path, role: str) -> str:
    """The role's password, in hexadecimal digits; "" where DATA_DIR can keep no key: starting the server says so."""
    try:
        return hmac.new(_key(data_dir), role.encode(), hashlib.sha256).hexdigest()
    except OSError:
        return ""


def _key(data_dir: Path) -> bytes:
    kept = data_dir / _KEY
    if not kept.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        mine = data_dir / f"{_KEY}.{os.getpid()}"
        with open(mine, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(secrets.token_bytes(_BYTES))
        with suppress(FileExistsError):  # another process was faster
            os.link(mine, kept)  # whole or not at all
        mine.unlink()
    return kept.read_bytes()
