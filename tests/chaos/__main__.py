"""The program behind `make chaos`."""

import argparse
import os
import random
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.chaos.game import Chaos
from tests.chaos.stage import Database, SupervisedCluster

# One person plays with all jobs.
UNLIMITED = (
    *("UPLOADS_PER_MINUTE", "ANALYSES_PER_MINUTE", "ANALYSIS_RETRIES_PER_MINUTE"),
    *("MAX_JOBS_AT_ONCE", "MAX_FILES_KEPT", "MAX_MB_KEPT"),
)


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
            **dict.fromkeys(UNLIMITED, "1000000"),
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


if __name__ == "__main__":
    sys.exit(main())
