"""Everything at once, for whoever has just cloned the repository: database, web server, worker cluster (`make run`).

They end in the order in which nothing is lost: the web server first, so that nothing new comes in; then the cluster,
whose running jobs get some seconds; then the database. What this process starts dies with it, even by kill -9.
"""

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from analysis.management.demo_account import PASSWORD, STAFF_USERNAME, USERNAME
from analysis.worker.processes import Child, die_with_parent
from config.postgres import address as postgres
from config.postgres import embedded
from config.postgres.alone import alone

HOST = "127.0.0.1"
_LOOK_SECONDS = 0.25
_WEB_START_SECONDS = 60.0
# All of it together stays below ten seconds.
_WEB_STOP_SECONDS = 2.0
_JOBS_STOP_SECONDS = 4.0
_CLUSTER_STOP_SECONDS = _JOBS_STOP_SECONDS + 1.5


class CannotRun(Exception):
    """Why it can't start or go on, in one line."""


class Dev:
    """`reload` takes Django's development server, which restarts when code changes, in the place of gunicorn."""

    def __init__(self, *, port: int, reload: bool) -> None:
        self._port = port
        self._requests_to_stop = 0
        self._supervising = False
        directory = Path(settings.BASE_DIR)
        manage = [sys.executable, str(directory / "manage.py")]
        self._web = Child("The web server", _development_server(port) if reload else _gunicorn(port), directory)
        self._cluster = Child(
            "The cluster's supervisor", [*manage, "run_cluster", "--patience", str(_JOBS_STOP_SECONDS)], directory
        )

    def run(self) -> None:
        """Run until SIGINT, SIGTERM or SIGHUP; a second one skips the patience. Raises CannotRun."""
        require_free(self._port)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._request_stop)
        _end_with_make()
        try:
            with _database() as server:
                _prepare_data()
                try:
                    self._supervise(server)
                finally:
                    self._stop()
        except embedded.EmbeddedError as error:
            raise CannotRun(str(error)) from error
        except KeyboardInterrupt:
            pass

    def _request_stop(self, *_: object) -> None:
        self._requests_to_stop += 1
        if not self._supervising:
            raise KeyboardInterrupt

    def _supervise(self, server: embedded.Server | None) -> None:
        self._supervising = True
        self._web.start()
        self._cluster.start()
        if self._wait_for_web():
            print(_welcome(self._port), flush=True)
        while not self._requests_to_stop:
            self._web.keep_running()
            self._cluster.keep_running()
            if server is not None:
                server.keep_guarded()
            time.sleep(_LOOK_SECONDS)

    def _wait_for_web(self) -> bool:
        """True when it answers; False where all is to stop before."""
        deadline = time.monotonic() + _WEB_START_SECONDS
        while not self._requests_to_stop:
            if _answers(self._port):
                return True
            if not self._web.is_running or time.monotonic() > deadline:
                raise CannotRun("The web server does not start: it says above why.")
            time.sleep(0.1)
        return False

    def _stop(self) -> None:
        print("\nStopping: running analyses get a few seconds, press Ctrl-C again to hasten.", flush=True)
        heeded = max(1, self._requests_to_stop)
        for child, seconds in ((self._web, _WEB_STOP_SECONDS), (self._cluster, _CLUSTER_STOP_SECONDS)):
            child.ask_to_stop()
            child.wait(seconds, hurry=lambda: self._requests_to_stop > heeded)
            child.kill()


@contextmanager
def _database() -> Iterator[embedded.Server | None]:
    """The embedded server, or None where DATABASE_URL names another."""
    if postgres.is_embedded(settings.DATABASES["default"], settings.DATA_DIR):
        with embedded.running(settings.DATA_DIR) as server:
            yield server
    else:
        yield None


def _prepare_data() -> None:
    with alone("set-up"):  # two may start on a fresh database
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("seed_demo", verbosity=0)
    connections.close_all()


def _gunicorn(port: int) -> list[str]:
    options = ["--bind", f"{HOST}:{port}", "--graceful-timeout", str(int(_WEB_STOP_SECONDS))]
    return [sys.executable, "-m", "gunicorn", "--config", "python:config.server.gunicorn", *options]


def _development_server(port: int) -> list[str]:
    return [sys.executable, "-m", "config.server.reload", f"{HOST}:{port}"]


def require_free(port: int) -> None:
    """Raises CannotRun where somebody listens on the port, and names one that is free."""
    if _is_free(port):
        return
    free = next((other for other in range(port + 1, min(port + 100, 65536)) if _is_free(other)), None)
    advice = f": choose another one, for example `make run PORT={free}`" if free else ""
    raise CannotRun(f"Port {port} is taken on this machine{advice}.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that just ended don't count
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _end_with_make() -> None:
    """`make run` killed by kill -9 would leave this process behind."""
    try:
        parent_is_make = Path(f"/proc/{os.getppid()}/comm").read_text().strip() in ("make", "gmake")
    except OSError:
        return
    if parent_is_make:
        die_with_parent(os.getppid(), signal.SIGTERM)


def _welcome(port: int) -> str:
    return f"""
  Second Look is running.

    Open      http://{HOST}:{port}/
    Sign in   {USERNAME} / {PASSWORD}  ({STAFF_USERNAME} for the admin, with the same password)
    Data      {settings.DATA_DIR}
    Stop      Ctrl-C
"""
