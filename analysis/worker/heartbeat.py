"""A thread that keeps a worker's lease alive while it works, on a database connection of its own."""

import threading
import time
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from analysis.jobs import transitions
from analysis.models import Lease


class Heartbeat:
    """Renews the lease three times in its length. `lost()` turns true when it is gone, or may be gone for all this
    worker can know: a database that can't be asked for a whole lease counts as a lease lost."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._stop = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=settings.ANALYSIS_LEASE)

    def lost(self) -> bool:
        return self._lost.is_set()

    def _run(self) -> None:
        renewed = time.monotonic()
        try:
            while not self._stop.wait(settings.ANALYSIS_LEASE / 3):
                asked = time.monotonic()
                try:
                    if not transitions.renew(self._lease):
                        self._lost.set()
                        return
                    renewed = asked
                except (DatabaseError, InterfaceError):
                    connection.close()
                    if time.monotonic() - renewed > settings.ANALYSIS_LEASE:
                        self._lost.set()
                        return
        finally:
            connection.close()
