"""The key that signs sessions, links and the queue's deliveries."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

# Characters: 32 letters and digits by chance are 190 bits.
SHORTEST_KEY = 32


def secret_key(given: str, data_dir: Path, *, development: bool) -> str:
    """The key given, else the one that an earlier start kept in DATA_DIR; only development makes one by itself."""
    if given:
        if len(given) < SHORTEST_KEY and not development:
            raise ImproperlyConfigured(
                f"SECRET_KEY is too short to be a secret: give it at least {SHORTEST_KEY} random characters."
            )
        return given
    kept = data_dir / "secret_key"
    if not kept.exists():
        if not development:
            raise ImproperlyConfigured(
                "SECRET_KEY is not set. In production set it to a long random text (and keep it: sessions and the "
                "queue are signed with it); on a development machine set DEVELOPMENT=1 instead."
            )
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            with open(kept, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(secrets.token_urlsafe(50))
        except FileExistsError:  # another process was faster
            pass
        except OSError as error:
            raise ImproperlyConfigured(f"DATA_DIR can't be used: {data_dir}: {error.strerror}") from error
    return kept.read_text()
