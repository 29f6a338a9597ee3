"""`make chaos`: a real cluster and at least 200 jobs, while its processes are killed with -9, and PostgreSQL is crashed
or falls silent: a proxy in front of it swallows what it is sent.

    python -m tests.chaos [--jobs 200] [--seed N]

At the end every job is completed, or failed with a reason; no attempt ran to its end twice; every accepted retry has
exactly one attempt; no profile is missing or doubled; no upload is gone. Prints one table; the exit code is 1 where a
rule was broken.
"""

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Self

from config.postgres import address as postgres
from tests.proxy import Proxy

ROOT = Path(__file__).resolve().parent.parent
# Whom to kill: the first word of the row, and what its command line looks like.
VICTIMS = {
    "worker": re.compile(r"qcluster .*\b(idle|processing)\b|Process-.*(idle|processing)"),
    "pusher": re.compile(r"qcluster.*pusher"),
    "monitor": re.compile(r"qcluster.*monitor"),
    "sentinel": re.compile(r"qcluster sentinel"),
    "cluster": re.compile(r"qcluster parent"),
    "supervisor": re.compile(r"manage\.py run_cluster"),
}
FAULTS = [*["worker"] * 6, "pusher", "monitor", "sentinel", "cluster", "cluster", "supervisor", "database", "silence"]
# Seconds between two uploads: the game lasts long enough for some fifty faults.
PACE = 0.25
# Longest that jobs may take to come to rest after the last fault, in seconds.
REST = 180.0


def main() -> int:
    options = _options()
    print(f"seed {options.seed}, {options.jobs} jobs", flush=True)
    with tempfile.TemporaryDirectory(prefix="second-look-chaos-") as folder, ExitStack() as stack:
        data_dir = Path(folder) / "test"
        os.chmod(folder, 0o755)  # noqa: S103 - the server runs as somebody else where this is root
        os.environ.update(
            DATA_DIR=str(data_dir),
            DJANGO_SETTINGS_MODULE="config.settings",
            ANALYSIS_LEASE="4",
            ANALYSIS_JOB_TIMEOUT="20",
            ANALYSIS_MAX_AUTO_RETRIES="3",
            ANALYSIS_RETRIES_PER_MINUTE="100000",
            LOG_LEVEL="CRITICAL",
        )
        database = Database(data_dir)
        stack.callback(database.stop)
        database.start()
        os.environ.update(DATABASE_URL=stack.enter_context(database.proxy()), DEVELOPMENT="1")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        cluster = stack.enter_context(SupervisedCluster(Path(folder) / "cluster.log"))
        return Chaos(options.jobs, random.Random(options.seed), database, cluster).play()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill at random, and count what was lost.")
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    return parser.parse_args()


class Database:
    """The embedded server behind a proxy. It can be crashed, and made to fall silent."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self._held = ExitStack()

    def start(self) -> None:
        from config.postgres import embedded

        self._held.enter_context(embedded.running(self.data_dir))

    def crash(self) -> None:
        """kill -9 of the postmaster: its children notice and end, as after a loss of power."""
        server = re.compile(r"/postgres -D " + re.escape(str(self.data_dir)))
        for pid in (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()):
            if server.search(_command(pid)):
                _kill(pid)

    @contextmanager
    def proxy(self) -> Iterator[str]:
        """The address at which everybody reaches the server."""
        with Proxy(postgres.socket_dir(self.data_dir)) as self._proxy:
            yield f"postgres://{postgres.USER}@127.0.0.1:{self._proxy.port}/{postgres.NAME}"

    def fall_silent(self, seconds: float) -> None:
        """Answer nobody for so long. Who was connected then hears nothing any more, who comes later is served."""
        self._proxy.fall_silent()
        time.sleep(seconds)
        self._proxy.speak()

    def stop(self) -> None:
        self._held.close()


class SupervisedCluster:
    """`manage.py run_cluster`, started again whenever it was killed, as a service manager would."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()

    def _keep(self) -> None:
        with self.log.open("ab") as log:
            while not self._ending.is_set():
                process = subprocess.Popen(
                    [sys.executable, "manage.py", "run_cluster", "--patience", "5"],
                    cwd=ROOT,
                    env={**os.environ, "LOG_LEVEL": "INFO"},
                    stdout=log,
                    stderr=log,
                )
                while process.poll() is None and not self._ending.wait(0.2):
                    pass
                process.terminate()
                process.wait(30)


class Chaos:
    """One game: submit, hurt, retry as people do, let everything come to rest, and judge."""

    def __init__(self, jobs: int, dice: random.Random, database: Database, cluster: SupervisedCluster) -> None:
        self.jobs, self.dice, self.database, self.cluster = jobs, dice, database, cluster
        self.faults: Counter[str] = Counter()
        # Retries that were asked for, and those of them that were answered well: (job's key, the attempt that was
        # seen).
        self.asked: set[tuple[int, int]] = set()
        self.accepted: set[tuple[int, int]] = set()
        self.began = time.monotonic()

    def play(self) -> int:
        from django.contrib.auth.models import User

        self.user = User.objects.create_user("ada")
        people = threading.Thread(target=self._people, daemon=True)
        people.start()
        while people.is_alive():
            time.sleep(self.dice.uniform(0.3, 1.5))
            self._hurt(self.dice.choice(FAULTS))
        people.join()
        rested = self._rest()
        return self._judge(rested)

    def _people(self) -> None:
        """Upload at a steady pace, and retry what has failed, again and again where the database is away."""
        from analysis.demo import READABLE

        for number in range(self.jobs):
            sample = READABLE[number % len(READABLE)]
            _insist(partial(self._upload, sample, f"{number} {sample.name}"))
            if number % 3 == 0:
                _insist(self._retry_what_failed)
            time.sleep(PACE)

    def _upload(self, sample: Path, name: str) -> None:
        from django.core.files import File

        from analysis import services
        from analysis.models import Source

        with sample.open("rb") as file:
            services.submit_upload(user=self.user, file=File(file, name=name), source=Source.PAGE)

    def _retry_what_failed(self) -> None:
        from analysis import services
        from analysis.models import Source

        for job in list(self.user.jobs.failed()[:3]):
            self.asked.add((job.pk, job.attempt))
            try:
                services.retry_job(job_id=job.job_id, actor=self.user, source=Source.PAGE, attempt=job.attempt)
                self.accepted.add((job.pk, job.attempt))
            except services.RetryRefused:
                pass

    def _hurt(self, fault: str) -> None:
        if fault == "database":
            self.database.crash()
            time.sleep(self.dice.uniform(0.5, 3))
            self.database.start()
        elif fault == "silence":
            self.database.fall_silent(self.dice.uniform(3, 12))
        else:
            victims = _descendants(VICTIMS[fault])
            if not victims:
                return
            _kill(self.dice.choice(victims))
        self.faults[fault] += 1

    def _rest(self) -> bool:
        """Wait until nothing is active and no automatic retry stands out; False where that takes too long."""
        from django.db.models import Q

        from analysis.models import AnalysisJob
        from analysis.states import ACTIVE

        busy = AnalysisJob.objects.filter(Q(status__in=ACTIVE) | Q(next_retry_at__isnull=False))
        self.resting_since = time.monotonic()
        while time.monotonic() - self.resting_since < REST:
            with _patience():
                if not busy.exists():
                    return True
            time.sleep(0.5)
        return False

    def _judge(self, rested: bool) -> int:
        from django.db.models import Count

        from analysis.models import AnalysisJob, Attempt, Outcome, Source, Upload
        from tests.invariants import quiet_violations

        log = self.cluster.log.read_text(errors="replace")
        by_status = dict(AnalysisJob.objects.values_list("status").annotate(n=Count("pk")))
        reasons = dict(AnalysisJob.objects.failed().values_list("error_code").annotate(n=Count("pk")))
        by_people = Attempt.objects.filter(source=Source.PAGE, number__gt=1).count()
        doubled = (
            Attempt.objects.filter(outcome=Outcome.COMPLETED).values("job").annotate(n=Count("pk")).filter(n__gt=1)
        )
        # Who sends a file again because no answer came may have sent it twice: what is lost is told by name.
        lost = self.jobs - AnalysisJob.objects.values("upload__filename").distinct().count()
        uploads_lost = self.jobs - Upload.objects.values("filename").distinct().count()
        broken = quiet_violations()
        if not rested:
            broken.append(f"not all came to rest within {REST:.0f} s: {by_status}")
        broken += self._retries_without_their_attempt()
        rows = {
            "seconds, and to come to rest": f"{self.resting_since - self.began:.0f}, "
            f"{time.monotonic() - self.resting_since:.0f}",
            "faults": ", ".join(f"{name} {count}" for name, count in sorted(self.faults.items())),
            "clusters started again": log.count("it is started again") + log.count("it is killed and started again"),
            "attempts, of these lost with their worker": f"{Attempt.objects.count()}, "
            f"{Attempt.objects.filter(error_code='worker_lost').count()}",
            "retries by people, automatic": f"{by_people}, "
            f"{Attempt.objects.filter(source__in=[Source.AUTOMATIC, Source.RESCUE]).count()}",
            "deliveries that came doubled or late, harmless": log.count("Delivery ignored"),
            "leases lost and noticed": log.count("Lease lost"),
            "jobs completed": by_status.get("completed", 0),
            "jobs failed, with their reasons": f"{by_status.get('failed', 0)} {reasons or ''}",
            "attempts that ran to their end twice": doubled.count(),
            "jobs lost": lost,
            "uploads lost": uploads_lost,
            "uploads sent twice, since no answer came": Upload.objects.count() - self.jobs,
            "rules broken": len(broken),
        }
        width = max(map(len, rows))
        for name, value in rows.items():
            print(f"{name:{width}}  {value}")
        for line in broken:
            print(f"BROKEN: {line}")
        return 1 if broken or lost or uploads_lost or doubled.exists() else 0

    def _retries_without_their_attempt(self) -> list[str]:
        """I7: what was answered well has its next attempt, by whomever it was started; what people started was asked
        for.

        An answer that an outage swallowed is neither: nobody knows of it, and the attempt may or may not be there.
        """
        from analysis.models import Attempt, Source

        followed = {
            (job, number - 1): source for job, number, source in Attempt.objects.values_list("job", "number", "source")
        }
        missing = self.accepted - followed.keys()
        unasked = {key for key, source in followed.items() if source == Source.PAGE and key[1]} - self.asked
        return [
            *(f"I7 a retry was accepted and has no attempt: {key}" for key in missing),
            *(f"I7 an attempt that nobody asked for: {key}" for key in unasked),
        ]


def _insist(act: Callable[[], None], seconds: float = 60.0) -> None:
    """Do it, again while the database is away: what a person does who reads «try again in a few seconds»."""
    give_up = time.monotonic() + seconds
    while True:
        with _patience() as went_well:
            act()
        if went_well:
            return
        if time.monotonic() > give_up:
            raise TimeoutError("the database stayed away")
        time.sleep(0.3)


@contextmanager
def _patience() -> Iterator[list[bool]]:
    """Swallow an outage; the list that it gives is empty where there was one."""
    from django.db import InterfaceError, OperationalError, connection

    went_well = [True]
    try:
        yield went_well
    except (OperationalError, InterfaceError):
        went_well.clear()
        connection.close()


def _descendants(pattern: re.Pattern[str]) -> list[int]:
    """The processes below this one whose command line matches."""
    parents = {
        pid: _parent(pid) for pid in (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())
    }
    mine: set[int] = {os.getpid()}
    found = mine
    while found:
        found = {pid for pid, parent in parents.items() if parent in mine} - mine
        mine |= found
    return [pid for pid in mine - {os.getpid()} if pattern.search(_command(pid))]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


if __name__ == "__main__":
    sys.exit(main())
