"""Admin pages that only show rows."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

if TYPE_CHECKING:
    _AnyAdmin = admin.ModelAdmin[Any]
else:
    _AnyAdmin = admin.ModelAdmin


class ReadOnly(_AnyAdmin):
    """Rows that staff can look at. They are deleted only together with the job or the user that they belong to."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Django asks this also when something else takes the row along: then those who may delete that may."""
        page = (request.resolver_match and request.resolver_match.url_name) or ""
        own_page = page.startswith(f"{self.opts.app_label}_{self.opts.model_name}_")
        return not own_page and super().has_delete_permission(request, obj)
