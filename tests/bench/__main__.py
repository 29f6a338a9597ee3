"""`make bench`: what a retry and the queue cost, side by side with others in the same run.

Ratios, since seconds say more about the machine than about the code: each round measures both sides, and the table has
the median of the rounds' ratios and their range. A target that is not met is said to be not met.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tests.bench import databases
from tests.bench.table import Row, table

PARTS = ("retry", "queues", "depth", "pages")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description="Speeds, as ratios.")
    parser.add_argument("--rounds", type=int, default=9, help="how often each comparison is made (9)")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part of the table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="second-look-bench-") as folder:
        before = os.getloadavg()[0]
        rows = _measure(Path(folder), options.rounds, options.only or list(PARTS))
    sys.stdout.write(f"{table(rows)}\n\n{_machine(before)}\n")
    return 0


def _measure(folder: Path, rounds: int, parts: list[str]) -> list[Row]:
    with databases.server(folder) as server_url:
        try:
            databases.create(server_url, folder)
            if "depth" in parts:
                for name in databases.DEPTHS:
                    databases.copy(server_url, name)
            os.environ.update(databases.environment(server_url, databases.OURS, folder))
            os.environ["BENCH_DATABASES"] = " ".join(databases.DEPTHS)
            return _compare(server_url, folder, rounds, parts)
        finally:
            databases.drop_all(server_url)


def _compare(server_url: str, folder: Path, rounds: int, parts: list[str]) -> list[Row]:
    import django

    django.setup()

    from django.db import connections

    from tests.bench import depth, pages, retry, systems

    rows = []
    if "retry" in parts:
        _say("retry of one job …")
        rows += retry.compare(databases.address(server_url, databases.OURS), folder, rounds)
    if "queues" in parts:
        _say("queues side by side …")
        rows += systems.compare(server_url, folder, rounds)
    if "depth" in parts:
        _say("deep queues …")
        rows += depth.compare(rounds)
    if "pages" in parts:
        _say("pages …")
        rows += pages.compare(rounds)
    connections.close_all()
    return rows


def _machine(load: float) -> str:
    """What else this machine was doing: milliseconds of start-up suffer most from that."""
    cores = os.cpu_count() or 1
    busy = " It was busy with other things: the ratios of latencies mean little." if load > cores / 2 else ""
    return f"{cores} cores, load {load:.1f} before the first round.{busy}"


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    sys.exit(main())
