"""django-q2's cluster, as a program that shows whether it works: `python -m analysis.worker.cluster [FD [NAME]]`.

That its processes live says nothing: a worker that is killed while it waits for a task may take along the lock of the
queue between pusher and workers, and its cluster never starts a task again. So a canary travels the way of every task,
from the pusher through a worker to the monitor, every other second. While canaries come home, or no worker is free to
take one, the cluster writes a byte to the file descriptor now and then; who reads there knows when the bytes stop
(`analysis.worker.supervisor`).

The processes of a cluster die with the one that started them, or they would go on taking tasks beside the next cluster.
"""

import contextlib
import logging
import os
import signal
import sys
import time
from importlib import import_module
from multiprocessing.sharedctypes import RawValue
from typing import Any, Protocol
from uuid import uuid4

import django

if __name__ == "__main__":
    django.setup()

from django.utils import timezone
from django_q.cluster import Cluster, Sentinel, get_mp_context
from django_q.conf import Conf
from django_q.signing import SignedPackage
from setproctitle import setproctitle

from analysis import sandbox
from analysis.failures import StepFailure
from analysis.queue.broker import Broker, Receipt
from analysis.worker import membership
from analysis.worker.membership import name_of
from analysis.worker.processes import forks_die_with_parent

logger = logging.getLogger(__name__)

CANARY_INTERVAL = 2.0
_CANARY = "canary"
_CANARY_RECEIPT: Any = (0, _CANARY)


class _Shared(Protocol):
    value: float


def canary() -> None:
    """What a canary does in a worker: nothing."""


class WatchedBroker(Broker):
    """The broker of one cluster. Its canaries never see the database: no other cluster can take them."""

    def __init__(self, list_key: str | None = None) -> None:
        super().__init__(list_key)
        # Written by the monitor, read by the sentinel; it has no lock that a killed process could take along.
        self.returned: _Shared = RawValue("d", 0.0)
        self._sent = 0.0

    def dequeue(self) -> list[tuple[Receipt, str]] | None:
        if time.monotonic() - self._sent >= CANARY_INTERVAL:
            self._sent = time.monotonic()
            return [(_CANARY_RECEIPT, _canary_payload())]
        return super().dequeue()

    def acknowledge(self, task_id: Receipt) -> None:
        if task_id == _CANARY_RECEIPT:
            self.returned.value = time.monotonic()
        else:
            super().acknowledge(task_id)

    fail = acknowledge


class WatchedSentinel(Sentinel):
    """The sentinel, which says in each round of its loop that all is well, if it is."""

    def __init__(self, *args: Any, watch: int | None, **kwargs: Any) -> None:
        self._watch = watch
        self._seen = 0.0
        setproctitle("qcluster sentinel")
        super().__init__(*args, **kwargs)

    def start(self) -> None:
        """Start the workers and helpers. Like this process they ignore SIGTERM and leave it to the parent.

        A service manager may send it to every process at once, and only the parent's way to stop loses nothing.
        """
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        super().start()

    def reincarnate(self, process: Any) -> None:
        """Replace a process that has ended, or a worker whose time is over, which does not heed SIGTERM."""
        if process in self.pool and process.timer.value == 0:
            process.kill()
        super().reincarnate(process)

    def status(self) -> Any:
        """Report that the loop goes round, since it asks for this once a round: a loop that hangs asks no more."""
        if self._watch is not None and self._is_well():
            with contextlib.suppress(BlockingIOError):
                os.write(self._watch, b".")
        return super().status()

    def _is_well(self) -> bool:
        came_home = self.broker.returned.value > self._seen
        self._seen = self.broker.returned.value
        return came_home or (bool(self.pool) and all(worker.timer.value > 0 for worker in self.pool))


class WatchedCluster(Cluster):
    """The parent: it starts a sentinel, waits for it, and on SIGTERM has it finish what was begun."""

    def __init__(self, broker: WatchedBroker, *, watch: int | None) -> None:
        self._watch = watch
        self._is_to_stop = False
        super().__init__(broker)

    def sig_handler(self, signum: int, frame: Any) -> None:
        """Only note it. To wait here, as django-q2 does, is to wait for ever where a second signal comes meanwhile."""
        self._is_to_stop = True

    def start(self) -> int:
        setproctitle("qcluster parent")
        context = get_mp_context()
        self.stop_event, self.start_event = context.Event(), context.Event()
        self.sentinel = context.Process(
            target=WatchedSentinel,
            name=f"sentinel-{uuid4().hex}",
            args=(self.stop_event, self.start_event, self.cluster_id, self.broker, self.timeout),
            kwargs={"watch": self._watch},
        )
        self.sentinel.start()
        return os.getpid()

    def run(self) -> int:
        """Run until told to stop (returns 0) or until the sentinel ends by itself (returns 1)."""
        self.start()
        told = False
        while self.sentinel.is_alive():
            if self._is_to_stop and not told:
                told = True
                self.stop_event.set()
            self.sentinel.join(0.2)
        return 0 if self.sentinel.exitcode == 0 else 1


def _canary_payload() -> str:
    package = {"id": uuid4().hex, "name": _CANARY, "func": "analysis.worker.cluster.canary", "args": (), "kwargs": {}}
    return str(SignedPackage.dumps(package | {"started": timezone.now(), "ack_failure": True}))


def _is_no_canary(record: logging.LogRecord) -> bool:
    return _CANARY not in record.getMessage()


def _look_at_the_sandbox() -> None:
    """Say once which of its levels this system does not allow."""
    try:
        levels = sandbox.lacking()
    except StepFailure as failure:
        logger.error("The sandbox can't be used: %s", failure.detail)
        return
    if levels:
        logger.warning("The sandbox has to do without: %s. SECURITY.md says what each gives.", ", ".join(levels))


def main(arguments: list[str]) -> int:
    watch = int(arguments[0]) if arguments else None
    membership.cluster = name_of(arguments[1], os.getpid()) if len(arguments) > 1 else ""
    if watch is not None:
        os.set_blocking(watch, False)
    for module in ("analysis.worker.pipeline", "analysis.steps.sandboxed"):
        import_module(module)  # once, before the workers fork, and not in each with its first job
    _look_at_the_sandbox()
    forks_die_with_parent()
    Conf.SCHEDULER = False  # the supervisor keeps the time; the sentinel's loop shall never wait for a database
    logging.getLogger("django-q").addFilter(_is_no_canary)
    return WatchedCluster(WatchedBroker(), watch=watch).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
