"""How much of the log a command lets through to the terminal that it writes to itself."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def only(level: int) -> Iterator[None]:
    """Within this, the product logs nothing below `level`."""
    logger = logging.getLogger("analysis")
    before = logger.level
    logger.setLevel(level)
    try:
        yield
    finally:
        logger.setLevel(before)
