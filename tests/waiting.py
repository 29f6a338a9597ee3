"""Waiting for what is to come: no longer than it takes, and as long as a loaded machine may need."""

import time
from collections.abc import Callable

# Seconds after which it is not coming any more. A test that passes never waits for so long.
PATIENCE = 60.0


def eventually(holds: Callable[[], object], *, within: float = PATIENCE) -> bool:
    """Whether it comes to hold."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
