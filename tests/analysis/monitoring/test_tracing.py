"""Traces: what a real collector receives of a retry and of the worker that goes on with it."""

import multiprocessing
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.db import connections, transaction
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from analysis import services
from analysis.models import AnalysisJob, Source
from analysis.monitoring import tracing
from analysis.worker import pipeline
from tests import life


class Collector(ThreadingHTTPServer):
    """Takes spans as an OpenTelemetry collector does, by OTLP over HTTP."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.spans: list[Span] = []
        self.services: set[str] = set()
        self.arrived = threading.Condition()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def span(self, name: str) -> Span:
        """The one span of this name; waits for it."""
        with self.arrived:
            self.arrived.wait_for(lambda: any(span.name == name for span in self.spans), timeout=10)
        (found,) = [span for span in self.spans if span.name == name]
        return found


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        request = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/v1/traces"
        with self.server.arrived:
            for resource in request.resource_spans:
                values = {each.key: each.value.string_value for each in resource.resource.attributes}
                self.server.services.add(values["service.name"])
                self.server.spans += [span for scope in resource.scope_spans for span in scope.spans]
            self.server.arrived.notify_all()
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def collector(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    server = Collector()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.OTEL_EXPORTER_OTLP_ENDPOINT = server.endpoint
    monkeypatch.setattr(tracing, "_made_in", 0)  # an exporter of an earlier test sends elsewhere
    yield server
    server.shutdown()
    server.server_close()


def attributes(span: Span) -> dict[str, Any]:
    return {each.key: getattr(each.value, str(each.value.WhichOneof("value"))) for each in span.attributes}


def in_a_worker(job: AnalysisJob) -> None:
    """Run the job's attempt in a process that was forked from this one, as the queue's workers are."""

    def work() -> None:
        for connection in connections.all():
            connection.connection = None  # the parent's
        pipeline.run_attempt(job.pk, job.attempt)

    worker = multiprocessing.get_context("fork").Process(target=work)
    worker.start()
    worker.join(60)
    assert worker.exitcode == 0
    job.refresh_from_db()


@pytest.mark.django_db(transaction=True)
def test_a_retry_is_a_span_and_its_trace_goes_on_in_the_worker(collector: Collector, ada: User) -> None:
    job = life.submitted_and_failed(ada)
    services.retry_job(job_id=job.job_id, actor=ada, source=Source.PAGE)
    retry = collector.span("retry_job")
    assert attributes(retry) == {
        "job_id": job.job_id,
        "upload_id": job.upload_id,
        "previous_error": job.error_message,
        "previous_error_code": "llm_timeout",
        "source": "page",
    }
    assert [event.name for event in retry.events] == ["job_reset"]

    job.refresh_from_db()
    in_a_worker(job)
    run = collector.span("run_attempt")
    assert (run.trace_id, run.parent_span_id) == (retry.trace_id, retry.span_id)
    assert [event.name for event in run.events] == ["worker_started"]
    assert attributes(run)["job_id"] == job.job_id
    assert attributes(run)["attempt"] == 2
    assert collector.services == {"second-look"}


@pytest.mark.django_db(transaction=True)
def test_an_attempt_that_fails_is_a_span_that_says_why(collector: Collector, ada: User) -> None:
    job = life.submitted(ada, text="Nothing")
    assert job.upload
    job.upload.file.storage.delete(str(job.upload.file.name))
    in_a_worker(job)
    run = collector.span("run_attempt")
    assert run.status.code == Status.STATUS_CODE_ERROR
    assert attributes(run)["error_code"] == job.error_code == "upload_missing"


@pytest.mark.django_db(transaction=True)
def test_each_job_of_a_batch_has_a_trace_of_its_own(collector: Collector, ada: User) -> None:
    jobs = [life.submitted_and_failed(ada) for _ in range(3)]
    list(services.retry_jobs(AnalysisJob.objects.all(), services.Request(source=Source.COMMAND)))
    with collector.arrived:
        collector.arrived.wait_for(lambda: len(collector.spans) == 3, timeout=10)
    carried = {job.attempts.get(number=2).trace.rpartition("-")[0] for job in jobs}
    assert carried == {f"00-{span.trace_id.hex()}-{span.span_id.hex()}" for span in collector.spans}
    assert len(carried) == 3


@pytest.mark.django_db(transaction=True)
def test_a_retry_that_was_rolled_back_leaves_no_span(collector: Collector, ada: User) -> None:
    undone, done = life.submitted_and_failed(ada), life.submitted_and_failed(ada)
    with transaction.atomic():
        services.retry_job(job_id=undone.job_id, actor=ada, source=Source.PAGE)
        transaction.set_rollback(True)
    services.retry_job(job_id=done.job_id, actor=ada, source=Source.PAGE)
    assert attributes(collector.span("retry_job"))["job_id"] == done.job_id


def test_without_an_endpoint_nothing_is_traced_or_carried(ada: User) -> None:
    assert not django_settings.OTEL_EXPORTER_OTLP_ENDPOINT
    job = life.submitted_and_failed(ada)
    services.retry_job(job_id=job.job_id, actor=ada, source=Source.PAGE)
    assert set(job.attempts.values_list("trace", flat=True)) == {""}


@pytest.mark.parametrize("endpoint", ["", "http://127.0.0.1:9"])
def test_no_program_waits_for_a_collector_and_none_is_imported_without_an_endpoint(endpoint: str) -> None:
    program = (
        "import sys, django; django.setup()\n"
        "from analysis.monitoring import tracing\n"
        "tracing.start('retry_job', {'job_id': 'job_x'}).end()\n"
        "print('opentelemetry.sdk' in sys.modules)"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEVELOPMENT": "1",
        "DATA_DIR": str(django_settings.DATA_DIR),
        "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint,
    }
    command = [sys.executable, "-c", program]
    said = subprocess.check_output(command, env=environment, cwd=django_settings.BASE_DIR, text=True, timeout=60)
    assert said.strip() == str(bool(endpoint))


@pytest.mark.parametrize("junk", ["junk", "00-" + "0" * 32 + "-" + "0" * 16 + "-01", "x" * 100])
def test_junk_on_an_attempts_row_begins_a_new_trace(collector: Collector, junk: str) -> None:
    span = tracing.start("run_attempt", {}, parent=junk)
    assert len(span.trace_id) == 32
    assert set(span.trace_id) != {"0"}
    span.end()
