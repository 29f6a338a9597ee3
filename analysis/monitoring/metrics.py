"""/metrics for Prometheus: read from the database at each scrape, so that every web process answers the same.

| metric (each begins with second_look_)                  | what                                                      |
| ------------------------------------------------------- | --------------------------------------------------------- |
| jobs{status}                                            | jobs that are queued or processing now                     |
| failed_jobs{error_code}                                 | jobs that are failed now                                   |
| jobs_awaiting_retry                                     | failed jobs that will retry by themselves                  |
| queue_deliveries{state}                                 | deliveries that are ready, taken, delayed                  |
| oldest_queued_seconds, queue_overdue_seconds            | age of the oldest queued job; of the delivery next in line |
| workers, workers_free, clusters                         | of clusters that show signs of life                        |
| leases_overdue                                          | running attempts whose lease has run out                   |
| breaker_open{error_code}                                | 1 while automatic retries of this cause pause              |
| retry_enabled                                           | 1 unless the feature flag is off                           |
| by job, over the last day:                              |                                                           |
| recovery_ratio                                          | retried jobs that ended completed / that ended             |
| retried_jobs{outcome}                                   | retried jobs that ended                                    |
| by attempt, over the last day:                          |                                                           |
| retries{source}                                         | retries that were asked for                                |
| retry_reasons{error_code}                               | what the attempt before each of them had failed with       |
| time_to_retry_seconds{source}                           | from the failure to the retry                              |
| retried_attempts{source, outcome}                       | retried attempts that ended                                |
| attempt_failures{error_code}                            | attempts that failed                                       |
| leases_lost, rescues                                    | attempts whose worker was lost; retries that followed      |
| step_seconds{step}                                      | how long steps took                                        |
| llm_answers{answer}                                     | "answered", or the code of the model's failure             |
| llm_tokens{direction}                                   | what language models were asked and answered               |

What looks back looks back over WINDOW and is a gauge: rows are deleted with their jobs, and a counter must not run
backwards. A scrape costs a few passes over the attempts of the last day: 0.2 s for 15,000 of them on two busy cores.
"""

import hmac
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeHistogramMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder

from analysis.failures import INTERRUPTIONS
from analysis.models import Breaker, Outcome, Source
from analysis.monitoring import health, liveness, statistics
from analysis.monitoring.statistics import Histogram
from analysis.queue import deliveries as queue

PREFIX = "second_look_"
WINDOW = timedelta(days=1)
# Milliseconds for one query; a scrape is not worth more of the database's time.
STATEMENT_TIMEOUT = 10_000


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For staff who are signed in, and for whoever sends `Authorization: Bearer METRICS_TOKEN`."""
    if not (_has_token(request) or request.user.is_staff):
        return HttpResponse("Metrics are for staff, or for the bearer of METRICS_TOKEN.\n", "text/plain", 403)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collector())
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    try:
        with health.hurried(STATEMENT_TIMEOUT):
            text = encode(registry)
    except (DatabaseError, InterfaceError):
        return HttpResponse("The database does not answer.\n", "text/plain", 503)
    return HttpResponse(text, content_type)


class Collector:
    """Reads every metric from the database at the moment of the scrape."""

    def collect(self) -> Iterator[Metric]:
        yield from _present()
        yield from _by_job()
        yield from _by_attempt()

    def describe(self) -> Iterable[Metric]:
        return ()


def _present() -> Iterator[Metric]:
    now, depth = statistics.present(), queue.depth()
    overdue = queue.oldest_due_age()
    yield _gauges("jobs", "Jobs in work now.", "status", {"queued": now.queued, "processing": now.processing})
    yield _gauges("failed_jobs", "Jobs that are failed now.", "error_code", now.failed)
    yield _gauge("jobs_awaiting_retry", "Failed jobs that will retry by themselves.", now.waiting)
    states = {"ready": depth.ready, "taken": depth.taken, "delayed": depth.delayed}
    yield _gauges("queue_deliveries", "Deliveries in the queue.", "state", states)
    yield _gauge("oldest_queued_seconds", "Age of the job that has been queued for longest.", now.oldest_queued)
    overdue_seconds = overdue.total_seconds() if overdue else 0
    yield _gauge("queue_overdue_seconds", "How long the delivery next in line has been due.", overdue_seconds)
    yield _gauge("clusters", "Worker clusters that show signs of life.", liveness.living_clusters().count())
    yield _gauge("workers", "Workers of these clusters.", liveness.live_workers())
    yield _gauge("workers_free", "Workers that have no job in hand.", health.free_workers())
    yield _gauge("leases_overdue", "Running attempts whose lease has run out.", now.overdue_leases)
    breakers = {breaker.error_code: float(breaker.closed_at is None) for breaker in Breaker.objects.all()}
    yield _gauges("breaker_open", "Whether automatic retries of this cause pause.", "error_code", breakers)
    yield _gauge("retry_enabled", "Whether jobs can be retried at all.", float(settings.ANALYSIS_RETRY_ENABLED))


def _by_job() -> Iterator[Metric]:
    ended = dict.fromkeys(Outcome.values, 0) | statistics.recovery(WINDOW)
    yield _gauges("retried_jobs", "Jobs that were retried and ended within the last day.", "outcome", ended)
    if total := sum(ended.values()):
        ratio = ended[Outcome.COMPLETED] / total
        yield _gauge("recovery_ratio", "Retried jobs that ended completed over those that ended.", ratio)


def _by_attempt() -> Iterator[Metric]:
    retries, failed = statistics.retries(WINDOW), statistics.failures(WINDOW)
    sources = dict.fromkeys(Source.values, 0) | retries.by_source
    yield _gauges("retries", "Retries that were asked for within the last day.", "source", sources)
    yield _gauges("retry_reasons", "What the attempts before them had failed with.", "error_code", retries.by_reason)
    yield _histograms("time_to_retry_seconds", "From the failure to the retry.", "source", retries.delay)
    ended = GaugeMetricFamily(PREFIX + "retried_attempts", "Retried attempts that ended.", labels=["source", "outcome"])
    for labels, count in statistics.outcomes(WINDOW).items():
        ended.add_metric(labels, count)
    yield ended
    yield _gauges("attempt_failures", "Attempts that failed within the last day.", "error_code", failed)
    lost = sum(failed.get(code, 0) for code in (*INTERRUPTIONS, "crashes_workers"))
    yield _gauge("leases_lost", "Attempts whose worker was lost.", lost)
    yield _gauge("rescues", "Retries of jobs whose worker was lost.", sources[Source.RESCUE])
    yield _histograms("step_seconds", "How long steps took.", "step", statistics.steps(WINDOW))
    asked, answered = statistics.tokens(WINDOW)
    spent = {"input": asked, "output": answered}
    answers = statistics.model_answers(WINDOW)
    yield _gauges("llm_answers", "What came of asking language models: answered, or why not.", "answer", answers)
    yield _gauges("llm_tokens", "Tokens that language models took and gave.", "direction", spent)


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(PREFIX + name, what, value=value)


def _gauges(name: str, what: str, label: str, values: dict[str, int] | dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(PREFIX + name, what, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family


def _histograms(name: str, what: str, label: str, values: dict[str, Histogram]) -> GaugeHistogramMetricFamily:
    family = GaugeHistogramMetricFamily(PREFIX + name, what, labels=[label])
    for key, found in sorted(values.items()):
        bounds = [str(float(bound)) for bound in found.bounds]
        buckets = [*zip(bounds, map(float, found.below), strict=True), ("+Inf", float(found.count))]
        family.add_metric([key], buckets, found.sum)
    return family


def _has_token(request: HttpRequest) -> bool:
    expected = settings.METRICS_TOKEN
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return (
        bool(expected) and kind.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), expected.encode())
    )
