"""How people meet an outage: they try again."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def insist(act: Callable[[], None], seconds: float = 60.0) -> None:
    """Do it, again while the database is away: what a person does who reads «try again in a few seconds»."""
    give_up = time.monotonic() + seconds
    while True:
        with patience() as went_well:
            act()
        if went_well:
            return
        if time.monotonic() > give_up:
            raise TimeoutError("the database stayed away")
        time.sleep(0.3)


@contextmanager
def patience() -> Iterator[list[bool]]:
    """Swallow an outage; the list that it gives is empty where there was one."""
    from django.db import InterfaceError, OperationalError, connection

    went_well = [True]
    try:
        yield went_well
    except (OperationalError, InterfaceError):
        went_well.clear()
        connection.close()
