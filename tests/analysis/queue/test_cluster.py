"""A real cluster with our broker: what is enqueued here is run there."""

from pathlib import Path

import pytest
from django.db import connection, transaction
from django_q.models import Failure

from analysis.queue import deliveries as queue
from config.postgres import address as postgres
from tests.analysis.queue.conftest import RunningCluster, Sql, running_cluster
from tests.proxy import Proxy
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

NOTE = "tests.analysis.queue.tasks.note"
NOTE_AND_FAIL = "tests.analysis.queue.tasks.note_and_fail"


def run(task: str, path: Path, line: str) -> None:
    with transaction.atomic():
        queue.enqueue_house_task(task, str(path), line)


def lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def test_a_cluster_runs_what_is_enqueued_and_survives_a_lost_connection(
    cluster: RunningCluster, tmp_path: Path, sql: Sql
) -> None:
    notes = tmp_path / "notes"
    run(NOTE, notes, "up")
    assert eventually(lambda: lines(notes) == ["up"]), cluster.log.read_text()

    before = cluster.children()
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    sql(f"{cut} AND pid <> pg_backend_pid()")
    run(NOTE, notes, "after")
    assert eventually(lambda: lines(notes)[-1] == "after"), cluster.log.read_text()
    assert cluster.children() == before, "nobody had to be started anew"

    run(NOTE_AND_FAIL, notes, "failing")
    assert eventually(Failure.objects.exists), cluster.log.read_text()
    assert eventually(lambda: sql("SELECT count(*) FROM django_q_ormq") == [(0,)]), "failed is acknowledged too"
    assert lines(notes).count("failing") == 1


def test_a_cluster_starts_while_the_database_is_away_and_says_so_in_one_line(tmp_path: Path, database_url: str) -> None:
    proxy = Proxy.before(connection.settings_dict)
    proxy.go_away()
    away = postgres.url(connection.settings_dict | {"HOST": "127.0.0.1", "PORT": proxy.port})
    with running_cluster(tmp_path, away) as cluster:
        assert eventually(lambda: "can't be reached" in cluster.log.read_text()), cluster.log.read_text()
        before = cluster.children()
        proxy.come_back()
        notes = tmp_path / "notes"
        run(NOTE, notes, "up")
        assert eventually(lambda: lines(notes) == ["up"]), cluster.log.read_text()
        assert cluster.children() == before, "nobody had to be started anew"
    proxy.go_away()
    said = cluster.log.read_text()
    assert said.count("can't be reached") == 1
    assert "Traceback" not in said
