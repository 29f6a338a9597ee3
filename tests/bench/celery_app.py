"""Celery on Redis, as its documents set it up: the application, and a process that measures it.

`python -m tests.bench.celery_app start|drain PATH COUNT` runs in whatever Python has Celery; the project does not
depend on it.
"""

import os
import sys
from pathlib import Path
from typing import Any

from celery import Celery  # type: ignore[import-not-found]  # not a dependency

from tests.bench import stamps

app: Any = Celery("bench", broker=os.environ["BENCH_REDIS"])
app.conf.update(task_ignore_result=True, worker_hijack_root_logger=False)
WORKERS = 5

stamp = app.task(stamps.stamp, name="stamp")
hold = app.task(stamps.hold, name="hold")


def main(what: str, path: Path, count: int) -> None:
    if what == "start":
        stamp.delay(f"{path}.warm-up")
        stamps.report(stamps.start_latencies(stamp.delay, path, count))
        return
    rate = stamps.drain_rate(
        lambda path: [hold.delay(path) for _ in range(WORKERS)],
        lambda path: [stamp.delay(path) for _ in range(count)],
        lambda: True,
        path,
        workers=WORKERS,
        count=count,
    )
    stamps.report(rate)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
