"""What the game plays with: a database that can be crashed or silenced, and a cluster that is always started again."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from config.postgres import address as postgres
from tests.chaos.processes import command, kill
from tests.proxy import Proxy

ROOT = Path(__file__).resolve().parents[2]


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
            if server.search(command(pid)):
                kill(pid)

    @contextmanager
    def proxy(self) -> Iterator[str]:
        """The address at which everybody reaches the server."""
        with Proxy(postgres.socket_dir(self.data_dir)) as self._proxy:
            here = postgres.database_settings(self.data_dir, "")
            yield postgres.url(here | {"HOST": "127.0.0.1", "PORT": self._proxy.port})

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
