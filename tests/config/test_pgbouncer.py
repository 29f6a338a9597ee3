"""PgBouncer in transaction mode between the application and PostgreSQL: a real one, where it is installed."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.test import Client

from analysis.models import AnalysisJob
from analysis.queue import deliveries as queue
from analysis.queue.broker import Broker
from config.postgres import address as postgres
from config.postgres import limits
from config.postgres.backend.base import DatabaseWrapper
from tests.config.running import ROOT
from tests.life import submitted, submitted_and_failed
from tests.proxy import Proxy
from tests.waiting import eventually

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(PROGRAM is None, reason="pgbouncer is not installed"),
]
CONFIGURATION = """
[databases]
* = host=127.0.0.1 port={server} {login}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 5
"""


@dataclass
class Pooler:
    """Addresses of the test's database: through PgBouncer, and past it."""

    url: str
    direct: str

    def wrapper(self, *, direct: bool = False) -> DatabaseWrapper:
        """Django's connection by these settings."""
        made = self.settings(self.url, pooler=True)
        if direct:
            made["DIRECT"] = self.settings(self.direct, pooler=False)
        return DatabaseWrapper(made, DEFAULT_DB_ALIAS)

    def settings(self, url: str, *, pooler: bool) -> dict[str, Any]:
        address = postgres.database_settings(Path("/nowhere"), url)
        limited = limits.limited(connection.settings_dict | address, url, pooler=pooler, prepare_threshold=None)
        return limited | {"CONN_MAX_AGE": None}


@pytest.fixture
def pooler(tmp_path: Path) -> Iterator[Pooler]:
    database = connection.settings_dict
    with Proxy.before(database) as server:
        port = free_port()
        file = tmp_path / "pgbouncer.ini"
        login = f"user={database['USER']}" + (f" password={database['PASSWORD']}" if database["PASSWORD"] else "")
        file.write_text(CONFIGURATION.format(server=server.port, port=port, login=login))
        command = [str(PROGRAM), str(file)]
        if os.geteuid() == 0:  # it refuses to run as root
            for folder in (tmp_path, *tmp_path.parents[:2]):
                folder.chmod(0o755)
            command[1:1] = ["-u", "nobody"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            assert eventually(lambda: answers(port))
            address = {"USER": database["USER"], "PASSWORD": database["PASSWORD"], "HOST": "127.0.0.1", "PORT": port}
            yield Pooler(postgres.url(database | address), postgres.url(database))
            process.terminate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture
def application(pooler: Pooler) -> Iterator[DatabaseWrapper]:
    """This thread's connection leads through the pooler."""
    usual = connections[DEFAULT_DB_ALIAS]
    through = pooler.wrapper()
    connections[DEFAULT_DB_ALIAS] = through
    yield through
    through.close()
    connections[DEFAULT_DB_ALIAS] = usual


def test_each_transaction_has_its_limits_and_leaves_none_behind(application: DatabaseWrapper) -> None:
    def shown() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(f"current_setting('{name}')" for name in limits.LIMITS))
            return list(cursor.fetchone())

    before = shown()
    with transaction.atomic():
        assert shown() == list(limits.LIMITS.values())
    assert shown() == before


def test_previews_of_many_jobs_work(application: DatabaseWrapper) -> None:
    """They read row after row, which on a connection of its own would be a cursor of the server."""
    ada = User.objects.create_user("ada")
    jobs = [submitted_and_failed(ada) for _ in range(3)]
    staff = User.objects.create_superuser("sam")
    client = Client()
    client.force_login(staff)
    selected = {"action": "retry_jobs", "_selected_action": [job.pk for job in jobs]}
    for _ in range(4):
        assert client.post("/admin/analysis/analysisjob/", selected).status_code == 200
    said = StringIO()
    call_command("retry_job", "--all-failed", "--dry-run", stdout=said)
    assert "3" in said.getvalue()


def environment(pooler: Pooler, **more: str) -> dict[str, str]:
    own = {"DATABASE_URL": pooler.url, "DATABASE_POOLER": "1", "DEVELOPMENT": "1", "SECRET_KEY": settings.SECRET_KEY}
    return os.environ | own | more


@pytest.mark.parametrize("direct", [True, False], ids=["with a direct address", "without one"])
def test_the_queue_is_heard_past_the_pooler_and_looked_at_where_there_is_no_way_past(
    pooler: Pooler, direct: bool, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = through = pooler.wrapper(direct=direct)
    broker = Broker()
    try:
        assert broker.dequeue() is None
        monkeypatch.setattr("analysis.queue.broker.FALLBACK", 3600.0)  # what comes sooner was heard of, or looked for
        with ThreadPoolExecutor(1) as somebody:
            job = somebody.submit(submit_soon, ada).result
            deliveries: list[Any] = []

            def look() -> bool:
                deliveries.extend(broker.dequeue() or [])
                return bool(deliveries)

            assert eventually(look)
        (delivery,) = queue.deliveries()
        assert delivery.job_id == job().pk
        broker.acknowledge(deliveries[0][0])
        assert list(queue.deliveries()) == []
    finally:
        broker.close()
        through.close()
        connections[DEFAULT_DB_ALIAS] = usual


def submit_soon(user: User) -> AnalysisJob:
    """When the other one waits, by a connection of this thread."""
    try:
        time.sleep(0.5)
        return submitted(user)
    finally:
        connections.close_all()


@pytest.mark.slow
@pytest.mark.xdist_group("cluster")
def test_a_cluster_behind_the_pooler_runs_jobs(pooler: Pooler, ada: User, tmp_path: Path) -> None:
    log = tmp_path / "cluster.log"
    variables = environment(pooler, DATABASE_DIRECT_URL=pooler.direct, ANALYSIS_WORKERS="2")
    with log.open("wb") as output:
        command = [sys.executable, "manage.py", "run_cluster", "--patience", "1"]
        process = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=output)
    try:
        jobs = [submitted(ada) for _ in range(4)]  # their files are not where the cluster looks: each ends, as failed
        ended = AnalysisJob.objects.filter(completed_at__isnull=False)
        assert eventually(lambda: ended.count() == len(jobs)), log.read_text()
        assert "Traceback" not in log.read_text()
    finally:
        process.terminate()
        process.wait(30)
