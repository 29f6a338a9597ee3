"""Keeps a worker cluster running: starts it, restarts it when it ends or hangs, and runs the periodic work meanwhile.

`manage.py run_cluster` is this, under `make run` and in production. The cluster is a child (`worker.cluster`) that
writes a byte to a pipe whenever it has shown that it works. Where none comes for SILENCE seconds although the database
answers, the child is killed with all its processes, and a new one started; what its workers had in hand is handed back
at once. So it is when all is to stop and a job does not end in time: a stop is nobody's fault, and the jobs go on after
the next start.
"""

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection

from analysis.jobs.outage import is_outage
from analysis.monitoring import liveness
from analysis.services import hand_back, rescue, sweep, tidy, watch_storage
from analysis.worker.membership import name_of
from analysis.worker.processes import Child
from profiles.search import index_missing

logger = logging.getLogger(__name__)

# Seconds that running jobs get to end when all is to stop. With what is to be done after, a stop takes less than the
# ten that service managers wait at least.
PATIENCE = 5.0
# Seconds without a sign of work, from a cluster that has worked before and from one that has just been started.
SILENCE = 10.0
START = 30.0
# Seconds between two looks at the cluster, two sweeps, two rescues, two times of tidying up.
LOOK, SWEEP, RESCUE, TIDY = 0.25, 1.0, 60.0, 3600.0
# Profiles of an older release whose words are written down for the search, a minute: a second's work.
INDEXED_A_MINUTE = 500
# Seconds that the last round may take: it hands back what was broken off.
LAST_ROUND = 1.5
# Seconds after which a database that has not answered counts as away, so that the cluster is not blamed for it.
AWAY = 4.0


class Timekeeper(threading.Thread):
    """Does what is due: sweeps each second, rescues each minute, notes that the cluster lives. Outlives any outage.

    `a_cluster_died` is set by whoever starts a cluster, the first one included: what its predecessor had fetched and
    not begun is then put back into the queue at once.
    """

    def __init__(
        self,
        name_of_cluster: Callable[[], str],
        cluster_is_well: Callable[[], bool],
        cluster_is_silent: Callable[[], bool],
    ) -> None:
        super().__init__(name="timekeeper", daemon=True)
        self._name_of_cluster = name_of_cluster
        # Clusters that have ended, and whether they were stopped on purpose; their leases are not yet handed back.
        self._ended: deque[tuple[str, bool]] = deque()
        self._cluster_is_well = cluster_is_well
        self._cluster_is_silent = cluster_is_silent
        self._foreigners = 0
        self._ending = threading.Event()
        self._answered = 0.0
        self._rescue_at = 0.0
        # Never at the start: what an operator has just set up wrong must not be cleaned up after.
        self._tidy_at = time.monotonic() + TIDY
        self._storage_was_looked_at = False
        self.a_cluster_died = threading.Event()
        self._in_trouble = False

    @property
    def database_answers(self) -> bool:
        return self.database_answered_since(time.monotonic() - AWAY)

    def database_answered_since(self, moment: float) -> bool:
        return self._answered > moment

    def run(self) -> None:
        while not self._ending.wait(SWEEP):
            self._try(self._round)
        self._try(self._hand_back)
        connection.close()

    def cluster_ended(self, name: str, *, stopped: bool) -> None:
        """Hand back the leases of this cluster, whose processes have all ended."""
        self._ended.append((name, stopped))

    def stop(self) -> None:
        self._ending.set()
        self.join(timeout=LAST_ROUND)

    def _hand_back(self) -> None:
        while self._ended:
            name, stopped = self._ended[0]
            hand_back(name, stopped=stopped)
            liveness.withdraw(name)
            self._ended.popleft()

    def _round(self) -> None:
        name = self._name_of_cluster()
        if self._cluster_is_silent():
            _require_another_connection()
        if self._cluster_is_well():
            liveness.show(name, workers=settings.ANALYSIS_WORKERS)
        elif name:
            liveness.withdraw(name)
        self._answered = time.monotonic()
        self._hand_back()
        if self.a_cluster_died.is_set():
            rescue(grace=timedelta(0))
            self.a_cluster_died.clear()
        elif self._answered >= self._rescue_at:
            rescue()
            index_missing(INDEXED_A_MINUTE)
            self._say_whether_all_share_a_key()
            self._rescue_at = self._answered + RESCUE
        else:
            sweep()
        if not self._storage_was_looked_at:
            self._storage_was_looked_at = True
            watch_storage()
        if self._answered >= self._tidy_at:
            self._tidy_at = self._answered + TIDY  # also where it fails: it is in no hurry
            tidy()

    def _say_whether_all_share_a_key(self) -> None:
        before, self._foreigners = self._foreigners, liveness.foreign_clusters()
        if self._foreigners > before:
            logger.error(
                "%d other worker clusters on this database have another SECRET_KEY: what one of us is to run, the "
                "others leave alone. Give all processes the same one",
                self._foreigners,
            )

    def _try(self, work: Callable[[], None]) -> None:
        """Do it; log a trouble once, not each second, and drop the connection, which may be the trouble."""
        try:
            work()
        except Exception as error:  # whatever it is, the next round comes
            if not self._in_trouble:
                logger.warning("Sweeps fail, trying on: %s", error, exc_info=not is_outage(error))
            self._in_trouble = True
            connection.close()
        else:
            if self._in_trouble:
                logger.info("Sweeps work again.")
            self._in_trouble = False


def _require_another_connection() -> None:
    """Raises where the database has no connection to give. A silent cluster may wait for one: then it is not to blame.

    The one that this process keeps says nothing of that.
    """
    another = connection.copy()
    try:
        another.ensure_connection()
    finally:
        another.close()


class Watch:
    """How long the cluster has shown no sign of work. Time in which this process did not run itself does not count."""

    def __init__(self, silence: float) -> None:
        self._longest_silence = silence
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.reader, False)
        self.begin()

    def begin(self) -> None:
        """Begin to watch a cluster that has just been started."""
        self._read()
        self._has_worked = False
        self._silence = 0.0
        self.still_since: float | None = None
        self._looked = time.monotonic()

    def look(self, *, excused: bool) -> None:
        now = time.monotonic()
        passed, self._looked = min(now - self._looked, 4 * LOOK), now
        if self._read():
            self._has_worked = True
            self._silence = 0.0
        elif excused:
            self._silence = 0.0
        else:
            self._silence += passed
        if self._silence < (self._longest_silence if self._has_worked else START):
            self.still_since = None
        elif self.still_since is None:
            self.still_since = now

    @property
    def is_silent(self) -> bool:
        """Whether it has been silent for long enough to wonder, but not yet long enough to be blamed."""
        return self._silence > self._longest_silence / 3

    @property
    def is_well(self) -> bool:
        return self._has_worked and self._silence < self._longest_silence

    def _read(self) -> bytes:
        try:
            return os.read(self.reader, 65536)
        except BlockingIOError:
            return b""


class Supervisor:
    """`patience`: seconds that running jobs get to end when all is to stop. `silence`: see SILENCE."""

    def __init__(self, *, patience: float, silence: float = SILENCE) -> None:
        self._patience = patience
        self._requests_to_stop = 0
        self._watch = Watch(silence)
        # Process ids are no names: in containers each of many clusters may have the same.
        self.name = f"{socket.gethostname()[:60]}:{uuid4().hex[:8]}"
        self._cluster_name = ""
        self._cluster = Child(
            "The worker cluster",
            [sys.executable, "-m", "analysis.worker.cluster", str(self._watch.writer), self.name],
            Path(settings.BASE_DIR),
            pass_fds=[self._watch.writer],
            on_start=self._begin,
        )
        self._timekeeper = Timekeeper(
            lambda: self._cluster_name, lambda: self._watch.is_well, lambda: self._watch.is_silent
        )

    def run(self) -> None:
        """Run until SIGTERM or SIGINT; a second one ends without patience.

        SIGHUP, which a closing terminal sends, is ignored here and in every process of the cluster.
        """
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._request_stop)
        self._timekeeper.start()
        while not self._requests_to_stop:
            self._tend()
            time.sleep(LOOK)
        self._stop()

    def _begin(self) -> None:
        """A cluster was started; its predecessor, if there was one, has been killed or ended by itself."""
        self._note_end(stopped=False)
        self._cluster_name = name_of(self.name, self._cluster.pid or 0)
        self._watch.begin()
        self._timekeeper.a_cluster_died.set()

    def _request_stop(self, *_: object) -> None:
        self._requests_to_stop += 1

    def _tend(self) -> None:
        self._cluster.keep_running()
        self._watch.look(excused=not self._timekeeper.database_answers)
        still_since = self._watch.still_since
        # The database may be away for a while before that is noticed: let it answer once more before anybody is blamed.
        if still_since is not None and self._timekeeper.database_answered_since(still_since):
            logger.error("The worker cluster stands still although it lives: it is killed and started again")
            self._cluster.kill()
            self._note_end(stopped=True)
            self._watch.begin()

    def _stop(self) -> None:
        self._cluster.ask_to_stop()
        if not self._cluster.wait(self._patience, hurry=lambda: self._requests_to_stop > 1):
            logger.warning("Jobs still run: they are broken off, and go on after the next start")
        self._cluster.kill()
        self._note_end(stopped=True)
        self._timekeeper.stop()

    def _note_end(self, *, stopped: bool) -> None:
        """Note that all of the cluster's processes have ended, so that its leases can be handed back."""
        if self._cluster_name:
            self._timekeeper.cluster_ended(self._cluster_name, stopped=stopped)
        self._cluster_name = ""
