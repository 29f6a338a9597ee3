"""Spans by OpenTelemetry (the extra `otel`), sent to OTEL_EXPORTER_OTLP_ENDPOINT; where that is not set, empty ones.

Only `telemetry` uses this. The libraries are imported with the first real span. Each process has an exporter
of its own, made then, since threads do not survive the fork of a worker; it sends what it holds when the process ends.
"""

import logging
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import parent_process
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from opentelemetry import trace

logger = logging.getLogger("analysis")

Attributes = Mapping[str, str | int]

SERVICE = "second-look"
# Spans wait so long for others to travel with, in milliseconds; a collector may take so long to answer, in seconds.
_DELAY, _TIMEOUT = 1000, 2

_lock = threading.Lock()
_tracer: "trace.Tracer | None" = None
_made_in = 0  # process id


class Span:
    """Something that goes on, from `start` until `end`. This one goes nowhere."""

    traceparent = ""
    """W3C trace context, by which another process goes on with the trace; empty where nothing is traced."""
    trace_id = ""

    @contextmanager
    def current(self) -> Iterator[None]:
        """Make this span the one that `here` returns."""
        yield

    def event(self, name: str) -> None:
        pass

    def set(self, attributes: Attributes) -> None:
        pass

    def fail(self, why: str) -> None:
        pass

    def end(self) -> None:
        pass


class _RealSpan(Span):
    def __init__(self, span: "trace.Span") -> None:
        context = span.get_span_context()
        self._span = span
        self.trace_id = f"{context.trace_id:032x}"
        self.traceparent = f"00-{self.trace_id}-{context.span_id:016x}-{context.trace_flags:02x}"

    @contextmanager
    def current(self) -> Iterator[None]:
        from opentelemetry import trace

        with trace.use_span(self._span, record_exception=False, set_status_on_exception=False):
            yield

    def event(self, name: str) -> None:
        self._span.add_event(name)

    def set(self, attributes: Attributes) -> None:
        self._span.set_attributes(attributes)

    def fail(self, why: str) -> None:
        from opentelemetry.trace import Status, StatusCode

        self._span.set_status(Status(StatusCode.ERROR, why))

    def end(self) -> None:
        self._span.end()


def start(name: str, attributes: Attributes, *, parent: str = "") -> Span:
    """Start a span, in the trace of the W3C trace context `parent` or else below the current span."""
    tracer = _own_tracer() if settings.OTEL_EXPORTER_OTLP_ENDPOINT else None
    if tracer is None:
        return Span()
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    context = TraceContextTextMapPropagator().extract({"traceparent": parent}) if parent else None
    return _RealSpan(tracer.start_span(name, context, attributes=dict(attributes)))


def here() -> Span:
    """The current span."""
    if not (settings.OTEL_EXPORTER_OTLP_ENDPOINT and _own_tracer()):
        return Span()
    from opentelemetry import trace

    span = trace.get_current_span()
    return _RealSpan(span) if span.get_span_context().is_valid else Span()


def _own_tracer() -> "trace.Tracer | None":
    """This process's tracer; None, said once, where OpenTelemetry is not installed."""
    global _tracer, _made_in
    with _lock:
        if _made_in != os.getpid():
            _made_in = os.getpid()
            try:
                _tracer = _make_tracer()
            except ImportError:
                _tracer = None
                logger.warning("OTEL_EXPORTER_OTLP_ENDPOINT is set, but the extra `otel` is not installed: no traces.")
        return _tracer


def _make_tracer() -> "trace.Tracer":
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    endpoint = f"{settings.OTEL_EXPORTER_OTLP_ENDPOINT.rstrip('/')}/v1/traces"
    provider = TracerProvider(resource=Resource({"service.name": SERVICE}).merge(OTELResourceDetector().detect()))
    exporter = OTLPSpanExporter(endpoint=endpoint, timeout=_TIMEOUT)
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=_DELAY))
    if parent_process() is not None:  # a worker ends without what `atexit` promises
        Finalize(None, provider.shutdown, exitpriority=10)
    return provider.get_tracer("analysis")


def _after_fork() -> None:
    """Replace the lock: another thread may have held it at the fork, and would never release it here."""
    global _lock
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_after_fork)
