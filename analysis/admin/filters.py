"""Filters of the list of jobs that Django has none for."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest

from analysis.failures import title_of
from analysis.models import AnalysisJob
from analysis.monitoring.causes import causes, failed_by


class ErrorCodeFilter(admin.SimpleListFilter):
    """The codes that failed jobs have just now, with their numbers."""

    title = "error code"
    parameter_name = "error_code"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> Iterator[tuple[str, str]]:
        codes = AnalysisJob.objects.failed().order_by("error_code").values_list("error_code").annotate(Count("pk"))
        for code, count in codes:
            yield str(code), f"{title_of(code)} ({count})"

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(error_code=self.value()) if self.value() else queryset


class CauseFilter(admin.SimpleListFilter):
    """One group of the page of causes; it is offered there, and shown here only while it is in force."""

    title = "cause"
    parameter_name = "cause"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> Iterator[tuple[str, str]]:
        if key := request.GET.get(self.parameter_name):
            found = next((cause for cause in causes(AnalysisJob.objects.all()) if cause.key == key), None)
            yield key, found.title if found else "no job any more"

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return failed_by(queryset, self.value() or "") if self.value() else queryset


class WaitingFilter(admin.SimpleListFilter):
    title = "retries by itself"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.filter(next_retry_at__isnull=self.value() != "yes")


class AttemptFilter(admin.SimpleListFilter):
    title = "attempt"
    parameter_name = "attempt"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [
            ("1", "First"),
            ("2", "Second"),
            ("3", "Third"),
            ("4", "Fourth"),
            ("more", "Fifth and later"),
            ("retried", "All but the first"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case None:
                return queryset
            case "more":
                return queryset.filter(attempt__gt=4)
            case "retried":
                return queryset.filter(attempt__gt=1)
            case number:
                return (
                    queryset.filter(attempt=int(number)) if number.isdecimal() and len(number) < 9 else queryset.none()
                )
