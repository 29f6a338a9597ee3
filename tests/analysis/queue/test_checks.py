"""Settings under which tasks run twice or without end are refused before anything starts."""

import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from analysis.queue.checks import check_q_cluster, problems, shortest_retry


def ids(**changes: Any) -> list[str | None]:
    return [problem.id for problem in problems(settings.Q_CLUSTER | {"retry": 10_000} | changes)]


def test_our_own_settings_pass() -> None:
    assert check_q_cluster() == []


def test_the_check_is_part_of_manage_py_check() -> None:
    registered = (
        "import django; django.setup(); from django.core.checks.registry import registry as r; print(r.get_checks())"
    )
    shown = subprocess.run([sys.executable, "-c", registered], cwd=settings.BASE_DIR, capture_output=True, check=True)
    assert b"check_q_cluster" in shown.stdout


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("broker_class", "django_q.brokers.orm.ORM", "E001"),
        ("orm", "another", "E002"),
        ("queue_limit", 5, "E003"),
        ("ack_failures", False, "E004"),
        ("max_attempts", 0, "E005"),
        ("save_limit", 250, "E006"),
        ("sync", True, "E007"),
        ("catch_up", True, "E008"),
        ("timeout", None, "E009"),
        ("timeout", 30, "E009"),
        ("retry", 10, "E010"),
    ],
)
def test_each_dangerous_setting_is_refused(setting: str, value: Any, code: str) -> None:
    assert ids(**{setting: value}) == [f"analysis.{code}"]


def test_what_is_left_out_counts_as_django_q2s_default() -> None:
    found = {problem.id for problem in problems({"timeout": settings.Q_CLUSTER["timeout"], "retry": 10_000})}
    assert found == {f"analysis.E00{number}" for number in (1, 2, 3, 4, 5, 6, 8)}


def test_retry_must_exceed_the_bound_and_not_just_reach_it() -> None:
    ours: dict[str, Any] = settings.Q_CLUSTER
    bound = shortest_retry(timeout=ours["timeout"], workers=ours["workers"], queue_limit=1, bulk=1)
    assert ids(retry=bound) == ["analysis.E010"]
    assert ids(retry=bound + 1) == []


@pytest.mark.parametrize(
    ("workers", "queue_limit", "bulk", "seconds"),
    [(5, 1, 1, 2 * 63), (5, 5, 1, 3 * 63), (5, 25, 1, 7 * 63), (1, 1, 1, 3 * 63), (5, 1, 10, 4 * 63)],
)
def test_the_bound_counts_who_waits_in_the_cluster(workers: int, queue_limit: int, bulk: int, seconds: float) -> None:
    assert shortest_retry(timeout=60, workers=workers, queue_limit=queue_limit, bulk=bulk) == seconds
