"""One game: submit, hurt, retry as people do, let everything come to rest, and judge."""

import random
import threading
import time
from collections import Counter
from functools import partial
from pathlib import Path

from tests.chaos.patience import insist, patience
from tests.chaos.processes import VICTIMS, descendants, kill
from tests.chaos.stage import Database, SupervisedCluster

FAULTS = [*["worker"] * 6, "pusher", "monitor", "sentinel", "cluster", "cluster", "supervisor", "database", "silence"]
# Seconds between two uploads: the game lasts long enough for some fifty faults.
PACE = 0.25
# Longest that jobs may take to come to rest after the last fault, in seconds.
REST = 180.0


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
            insist(partial(self._upload, sample, f"{number} {sample.name}"))
            if number % 3 == 0:
                insist(self._retry_what_failed)
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
            victims = descendants(VICTIMS[fault])
            if not victims:
                return
            kill(self.dice.choice(victims))
        self.faults[fault] += 1

    def _rest(self) -> bool:
        """Wait until nothing is active and no automatic retry stands out; False where that takes too long."""
        from django.db.models import Q

        from analysis.models import AnalysisJob
        from analysis.states import ACTIVE

        busy = AnalysisJob.objects.filter(Q(status__in=ACTIVE) | Q(next_retry_at__isnull=False))
        self.resting_since = time.monotonic()
        while time.monotonic() - self.resting_since < REST:
            with patience():
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
