"""Is the service well, and does its work go on? For load balancers, supervisors and whoever is on call.

/healthz  web and database answer: a process that fails this should be restarted, or taken out
/readyz   also, jobs get done: the storage is there, a cluster is alive, and nothing is stuck that something should have
          moved by now. "degraded" (and 200) where the language model gives no answers: profiles are then made by rules

A middleware in front of all others answers them: probes come by address and without TLS, and need no session.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analysis.models import AnalysisJob
from analysis.monitoring import installation, liveness, statistics
from analysis.queue import deliveries as queue
from analysis.states import Status
from analysis.uploads import storage

OK = "ok"
# Milliseconds that one query of a check may take.
STATEMENT_TIMEOUT = 2000
# Two rounds of the minute's rescue: what it should have taken on by then.
LEASE_OVERDUE = timedelta(minutes=2)
DELIVERY_OVERDUE = timedelta(minutes=2)
# What the model was asked within this says how it is; so many questions are enough to tell a fault from bad luck.
MODEL_WINDOW = timedelta(minutes=30)
MODEL_ENOUGH = 5
# Checks without which work goes on, if less well.
LIVED_WITHOUT = {"model"}


GetResponse = Callable[[HttpRequest], HttpResponseBase]


def answer_probes(get_response: GetResponse) -> GetResponse:
    """The middleware."""
    probes: dict[str, GetResponse] = {"/healthz": healthz, "/readyz": readyz}

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return probes.get(request.path_info, get_response)(request)

    return middleware


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return _answer({"database": _database})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    work = {"storage": _storage, "cluster": _cluster, "leases": _leases, "queue": _queue, "key": _key}
    return _answer({"database": _database, **_INSTALLATION, **work, **_model()})


def troubles() -> list[str]:
    """What /readyz would complain of, for a page that can show it."""
    checks = {"Storage": _storage, "Cluster": _cluster, "Leases": _leases, "Queue": _queue, "Key": _key}
    if model := _model().get("model"):
        checks["Language model"] = model
    return [f"{name}: {said}" for name, check in checks.items() if (said := check()) != OK]


_INSTALLATION = {
    "schema": installation.schema,
    "encoding": installation.encoding,
    "static": installation.static_files,
}


def _answer(checks: dict[str, Callable[[], str]]) -> JsonResponse:
    """Answer with each check's result, and 503 unless all are ok. Checks that need a lost database are left out."""
    found: dict[str, str] = {}
    try:
        with hurried(STATEMENT_TIMEOUT):
            for name, check in checks.items():
                found[name] = check()
                if name == "schema" and found[name] != OK:
                    break  # what comes next may ask for columns that are not there
    except (DatabaseError, InterfaceError):
        found["database"] = "does not answer"
    wrong = {name for name, said in found.items() if said != OK}
    status = "unavailable" if wrong - LIVED_WITHOUT else "degraded" if wrong else OK
    return JsonResponse({"status": status, "checks": found}, status=503 if status == "unavailable" else 200)


@contextmanager
def hurried(milliseconds: int) -> Iterator[None]:
    """A transaction each of whose statements may take so long: a probe that hangs tells nobody anything."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])
        yield


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _storage() -> str:
    return OK if storage.is_present() else "the folder of the uploads, with the marker of this database, is not there"


def _cluster() -> str:
    if liveness.living_clusters().exists():
        return OK
    return f"no worker cluster was seen in the last {liveness.SIGN_OF_LIFE.seconds} seconds"


def _leases() -> str:
    overdue = AnalysisJob.objects.filter(status=Status.PROCESSING, lease_expires_at__lt=Now() - LEASE_OVERDUE).count()
    return f"{overdue} ran out more than {_minutes(LEASE_OVERDUE)} ago, and nobody took them back" if overdue else OK


def _queue() -> str:
    """Whether the next delivery in line waits although somebody is free to take it."""
    age = queue.oldest_due_age()
    if age is None or age < DELIVERY_OVERDUE or not free_workers():
        return OK
    return f"the next delivery is overdue by {_minutes(age)} while workers are free"


def _key() -> str:
    """Whether all who share this database sign with one SECRET_KEY."""
    clusters, deliveries = liveness.foreign_clusters(), queue.foreign()
    if not clusters and not deliveries:
        return OK
    return (
        f"{clusters} worker clusters and {deliveries} queued jobs have another SECRET_KEY: "
        "give all processes that share this database the same one"
    )


def _model() -> dict[str, Callable[[], str]]:
    """The check of the language model, where one is asked."""
    return {} if settings.ANALYSIS_ENGINE == "offline" else {"model": _model_answers}


def _model_answers() -> str:
    """Whether the model answers most of what it is asked."""
    answers = statistics.model_answers(MODEL_WINDOW)
    asked, answered = sum(answers.values()), answers.pop("answered", 0)
    if asked < MODEL_ENOUGH or answered * 2 >= asked:
        return OK
    codes = ", ".join(f"{count} × {code}" for code, count in sorted(answers.items(), key=lambda each: -each[1]))
    return f"gave no answer to {asked - answered} of {asked} questions in the last {_minutes(MODEL_WINDOW)}: {codes}"


def free_workers() -> int:
    """Workers of living clusters that have no job in hand."""
    busy = AnalysisJob.objects.filter(status=Status.PROCESSING, lease_expires_at__gte=Now()).count()
    return max(0, liveness.live_workers() - busy)


def _minutes(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes} minute" if minutes == 1 else f"{minutes} minutes"
