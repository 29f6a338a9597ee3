"""System checks of the queue's settings: what django-q2 allows and its documents recommend, but jobs do not survive."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


class Rule(NamedTuple):
    """A setting of Q_CLUSTER that must have this value. `default` is what django-q2 takes where it is missing."""

    code: str
    setting: str
    value: Any
    default: Any
    why: str


RULES = (
    Rule("E001", "broker_class", "analysis.queue.broker.Broker", None, "Only this broker keeps one delivery per job."),
    Rule("E002", "orm", "default", None, "Jobs and their deliveries must be committed by one transaction."),
    Rule("E003", "queue_limit", 1, "workers²", "What a cluster has taken ahead waits for `retry` if it is killed."),
    Rule("E004", "ack_failures", True, False, "A task that fails would be delivered again every `retry` seconds."),
    Rule("E005", "max_attempts", 1, 0, "Whether something is tried again is decided by the job, not by the queue."),
    Rule("E006", "save_limit", -1, 250, "Each kept result makes the next one slower; the attempts are the record."),
    Rule("E007", "sync", False, False, "Tasks would run inside the request and its transaction."),
    Rule("E008", "catch_up", False, True, "After an outage, rescue would run once for each minute of it."),
)


@register
def check_q_cluster(**_: Any) -> list[CheckMessage]:
    return list(problems(getattr(settings, "Q_CLUSTER", {})))


def problems(cluster: Mapping[str, Any]) -> Iterator[CheckMessage]:
    """What is wrong with these settings of a cluster."""
    for rule in RULES:
        found = cluster.get(rule.setting, rule.default)
        if found != rule.value:
            yield Error(
                f'Q_CLUSTER["{rule.setting}"] is {found!r}.',
                hint=f"Set it to {rule.value!r}. {rule.why}",
                id=f"analysis.{rule.code}",
            )
    yield from _timing_problems(cluster)


def _timing_problems(cluster: Mapping[str, Any]) -> Iterator[CheckMessage]:
    timeout, retry = cluster.get("timeout"), cluster.get("retry", 60)
    if not timeout or timeout <= settings.ANALYSIS_JOB_TIMEOUT:
        yield Error(
            f'Q_CLUSTER["timeout"] is {timeout!r}.',
            hint=f"Set it above ANALYSIS_JOB_TIMEOUT, {settings.ANALYSIS_JOB_TIMEOUT} s: an attempt needs time to end.",
            id="analysis.E009",
        )
        return
    least = shortest_retry(
        timeout=timeout,
        workers=cluster.get("workers", 1),
        queue_limit=cluster.get("queue_limit", 1),
        bulk=cluster.get("bulk", 1),
    )
    if retry <= least:
        yield Error(
            f'Q_CLUSTER["retry"] is {retry!r}.',
            hint=f"Set it above {least} s. Its clock runs while a task still waits in the cluster for a free worker, "
            "so anything less delivers tasks again that are only waiting or running.",
            id="analysis.E010",
        )


def shortest_retry(*, timeout: float, workers: int, queue_limit: int, bulk: int) -> float:
    """The bound that `retry` must exceed, in seconds.

    It is a task's own time (the guard kills 3 s after `timeout`), and that of the tasks that the cluster has taken
    before it, which its workers run side by side.
    """
    return (timeout + 3) * (1 + math.ceil((queue_limit + bulk) / workers))
