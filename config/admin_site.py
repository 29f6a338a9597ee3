"""The admin's site: every list answers the filters that it declares, and no other question.

Django lets anybody who may see a list filter it by any field of its rows, through the address: letter by letter, what a
résumé says could be spelled out. Here a filter must stand in the class's `list_filter`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

# How Django's own filters ask about a field.
_WAYS = {"exact", "in", "isnull", "gte", "gt", "lte", "lt", "id__exact", "pk__exact"}


class Config(AdminConfig):
    default_site = "config.admin_site.Site"


class DeclaredFilters:
    """Mixed into every class that is registered."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        filters: Iterable[Any] = self.get_list_filter(request)  # type: ignore[attr-defined]
        return any(_asks(entry, lookup) for entry in filters)


def _asks(declared: Any, lookup: str) -> bool:
    """Whether this entry of `list_filter` puts this question into the address."""
    if isinstance(declared, type):
        return lookup == getattr(declared, "parameter_name", None)
    name = declared if isinstance(declared, str) else declared[0]
    return lookup == name or lookup.removeprefix(f"{name}__") in _WAYS


class Site(admin.AdminSite):
    def register(
        self,
        model_or_iterable: Any,
        admin_class: "type[admin.ModelAdmin[Any]] | None" = None,
        **options: Any,
    ) -> None:
        base = admin_class or admin.ModelAdmin
        models = [model_or_iterable] if isinstance(model_or_iterable, type(Model)) else model_or_iterable
        for model in models:
            super().register(model, type(base.__name__, (DeclaredFilters, base), {}), **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from profiles.accounts.doors import limit_sign_ins  # this module is read before there are any models

        return limit_sign_ins(super().login)(request, extra_context)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        return super().admin_view(_without_nul(view), cacheable)


def _without_nul(view: Callable[..., Any]) -> Callable[..., Any]:
    """PostgreSQL takes no text with a NUL in it, and no question that has one."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if any("\0" in value for values in request.GET.lists() for value in (values[0], *values[1])):
            return redirect(request.path)
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    return answer
