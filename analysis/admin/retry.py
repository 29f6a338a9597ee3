"""Retry jobs in the admin: a preview, a confirmation, and a report of what was done.

The preview asks the rule that acts. Staff may go past the limit if they say why, and may begin at a later step where
the outputs of the earlier ones are kept. What is confirmed is what was shown: a job that failed after the preview is
left alone, and one that somebody else has retried meanwhile is passed over.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.auth.models import User
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from analysis import services
from analysis.admin.batches import page_of
from analysis.failures import StepFailure
from analysis.models import AnalysisJob, Attempt, Batch, JobQuerySet, Source, Upload
from analysis.services import Given, Refusal, Remedy, Request, RetryRefused
from analysis.states import STEPS, Status, Step
from analysis.uploads.handler import UploadRefused, raise_if_refused

TEMPLATE = "admin/analysis/analysisjob/retry_confirmation.html"
# Remedies that are given to one job alone.
FOR_ONE = frozenset({Remedy.PASSWORD, Remedy.REPLACE})
# Ids that stand for a group of refused jobs.
_EXAMPLES = 3
# Jobs that the preview looks at together.
_AT_ONCE = 500


@dataclass(slots=True)
class Refused:
    """Jobs that are refused for one reason."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, job_id: str) -> None:
        self.count += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(job_id)


@dataclass(frozen=True, slots=True)
class Choice:
    """A later step at which `count` of the jobs can begin; the `others` have to begin at the beginning."""

    step: Step
    count: int
    others: int


@dataclass(slots=True)
class Preview:
    """What a retry of some jobs would do: how many it would queue, how many more past the limit (with `examples`), and
    which reason keeps the others. `startable` counts those that may be retried by the later steps they can begin at.
    """

    total: int = 0
    allowed: int = 0
    over_limit: int = 0
    examples: list[str] = field(default_factory=list)
    waiting: int = 0
    permanent: int = 0
    startable: Counter[Step] = field(default_factory=Counter)
    refused: dict[str, Refused] = field(default_factory=dict)
    helpful: set[Remedy] = field(default_factory=set)

    @property
    def choices(self) -> list["Choice"]:
        """The later steps at which some of the jobs can begin."""
        retried = self.allowed + self.over_limit
        counts = ((step, self.startable[step]) for step in STEPS)
        return [Choice(step, count, others=retried - count) for step, count in counts if count]

    @property
    def remedies(self) -> list[Remedy]:
        """What the confirmation offers: a password and a file belong to one job."""
        return [one for one in Remedy if one in self.helpful and (self.total == 1 or one not in FOR_ONE)]

    @classmethod
    def of(cls, jobs: JobQuerySet) -> "Preview":
        """Asks the rule about each failed job; the others are told apart by their status alone."""
        preview = cls()
        by_status = jobs.order_by().values("status").annotate(count=Count("pk"))
        for group in by_status:
            preview.total += group["count"]
            if group["status"] != Status.FAILED:
                preview.refused[_why_not(group["status"])] = Refused(group["count"])
        startable = services.startable_at(jobs.failed())
        paused = services.pauses()
        failed = jobs.failed().select_related("upload").iterator(chunk_size=_AT_ONCE)
        while some := list(islice(failed, _AT_ONCE)):
            Upload.look_for_files(job.upload for job in some)
            for job in some:
                if preview._add(job, paused):
                    preview.startable.update(step for step, keys in startable.items() if job.pk in keys)
        return preview

    def _add(self, job: AnalysisJob, paused: Collection[str]) -> bool:
        """Count this failed job; whether it may be retried, be it past the limit."""
        self.helpful |= set(services.remedies_of(job, force=True, paused=paused))
        verdict = services.verdict_for(job)
        if verdict.refusal is Refusal.LIMIT_REACHED:
            verdict = services.verdict_for(job, force=True)
        if verdict.refusal:
            self.refused.setdefault(verdict.message, Refused()).add(job.job_id)
            return False
        if verdict.forced:
            self.over_limit += 1
            self.examples = [*self.examples, job.job_id][:_EXAMPLES]
            return True
        self.allowed += 1
        self.waiting += job.next_retry_at is not None
        self.permanent += job.is_permanent
        return True


class RetryForm(forms.Form):
    """The confirmation; `until` is when the preview was made. Jobs that can't begin at `from_step` start anew."""

    until = forms.DateTimeField(widget=forms.HiddenInput)
    remedy = forms.ChoiceField(choices=[(str(one), str(one)) for one in Remedy], required=False)
    password = forms.CharField(
        required=False, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"}), max_length=1024
    )
    file = forms.FileField(required=False)
    languages = forms.CharField(required=False, max_length=100)
    from_step = forms.ChoiceField(choices=[(step, step) for step in STEPS], required=False)
    force = forms.BooleanField(required=False)
    reason = forms.CharField(
        required=False,
        max_length=Attempt._meta.get_field("reason").max_length,
        widget=forms.TextInput(attrs={"size": 60}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("force") and not cleaned.get("reason"):
            self.add_error("reason", "Say why these jobs are retried past their limit: their history will show it.")
        return cleaned


@admin.action(description="Retry selected jobs", permissions=["change"])
def retry_jobs(modeladmin: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
    """The action: first the preview with a form, then, when that form comes back, the deed."""
    if off := services.switched_off():
        messages.error(request, _sentence(off.message))
        return None
    if "confirmed" not in request.POST:
        return _confirmation(
            modeladmin, request, queryset, RetryForm(initial={"until": services.database_time().isoformat()})
        )
    form = RetryForm(request.POST, request.FILES)
    if not form.is_valid():
        return _confirmation(modeladmin, request, queryset, form)
    if form.cleaned_data["remedy"] in FOR_ONE:
        _retry_one(request, queryset, form)
    else:
        return _retry(request, queryset, form)
    return None


def _confirmation(modeladmin: Any, request: HttpRequest, jobs: JobQuerySet, form: RetryForm) -> TemplateResponse:
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": "Retry selected jobs",
        "opts": modeladmin.opts,
        "preview": Preview.of(jobs),
        "form": form,
        "limit": settings.ANALYSIS_MAX_RETRIES,
        # As the list sent it: ids, or "all that match", which the address' query still says.
        "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
        "here": request.get_full_path(),
        "list": request.path,
    }
    return TemplateResponse(request, TEMPLATE, context)


def _retry_one(request: HttpRequest, jobs: JobQuerySet, form: RetryForm) -> None:
    """With a password or with another file, which are for one job."""
    job = jobs.first() if jobs.count() == 1 else None
    if job is None or not isinstance(request.user, User):
        messages.error(request, "A password and a file are for one job: select it alone.")
        return
    given = form.cleaned_data
    try:
        raise_if_refused(request)
        services.retry_job(
            job_id=job.job_id,
            actor=request.user,
            source=Source.ADMIN,
            attempt=job.attempt,
            force=given["force"],
            reason=given["reason"],
            remedy=given["remedy"],
            given=Given(password=given["password"], file=given["file"]),
        )
    except RetryRefused as refused:
        messages.error(request, _sentence(refused.message))
    except (UploadRefused, StepFailure) as failure:
        messages.error(request, failure.message)
    else:
        messages.success(request, "1 job queued for another attempt.")


def _retry(request: HttpRequest, jobs: JobQuerySet, form: RetryForm) -> HttpResponse | None:
    if not isinstance(request.user, User):
        return None
    until: datetime = form.cleaned_data["until"]
    asked = Request(
        source=Source.ADMIN,
        actor=request.user,
        # Where a remedy begins follows from the remedy.
        from_step="" if form.cleaned_data["remedy"] else form.cleaned_data["from_step"] or Step.EXTRACT,
        force=form.cleaned_data["force"],
        reason=form.cleaned_data["reason"],
        remedy=form.cleaned_data["remedy"],
    )
    keys = list(jobs.failed().filter(completed_at__lte=until).order_by().values_list("pk", flat=True))
    others = _others(jobs, until)
    if not keys and not others:
        messages.warning(request, "Nothing was retried: the jobs are gone.")
        return None
    try:
        if asked.remedy == Remedy.OCR:
            asked = replace(asked, remedy_input=services.languages_to_read(form.cleaned_data["languages"]))
        batch = services.begin_retries(keys, asked, left_alone=others)
    except RetryRefused as refused:
        messages.error(request, _sentence(refused.message))
        return None
    services.work_at_once(batch)
    if batch.finished_at:
        _report(request, batch)
    return page_of(batch)


def _others(jobs: JobQuerySet, until: datetime) -> Counter[str]:
    """Why those jobs that are not even asked about are left alone."""
    by_status = jobs.exclude(status=Status.FAILED).order_by().values_list("status").annotate(Count("pk"))
    why = Counter({_why_not(status): count for status, count in by_status})
    if later := jobs.failed().filter(completed_at__gt=until).count():
        why["failed after you looked"] += later
    return why


def _report(request: HttpRequest, batch: Batch) -> None:
    if batch.done:
        messages.success(request, f"{_jobs(batch.done)} queued for another attempt.")
    why: Counter[str] = Counter(batch.refused)
    if why:
        reasons = "; ".join(f"{count} × {message}" for message, count in why.most_common(5))
        more = f"; and {len(why) - 5} more reasons" if len(why) > 5 else ""
        messages.warning(request, f"{_jobs(why.total())} skipped: {reasons}{more}.")


def _why_not(status: str) -> str:
    """The rule's own words for a job that is not failed."""
    return services.verdict_for_status(Status(status)).message


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}."


def _jobs(count: int) -> str:
    return f"{count} job" if count == 1 else f"{count} jobs"
