"""Profiles for staff: that they exist, and whose. What a résumé says is its owner's alone."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from profiles.models import UserProfile

if TYPE_CHECKING:
    _ProfileAdmin = admin.ModelAdmin[UserProfile]
else:
    _ProfileAdmin = admin.ModelAdmin


@admin.register(UserProfile)
class UserProfileAdmin(_ProfileAdmin):
    list_display = ["pk", "user", "created_at"]
    search_fields = ["user__username__istartswith"]
    list_filter = [("created_at", admin.DateFieldListFilter)]
    list_select_related = ["user"]
    ordering = ["-pk"]
    fields = ["user", "created_at"]
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Django asks this also when a user is deleted, who takes their profiles along."""
        page = (request.resolver_match and request.resolver_match.url_name) or ""
        return not page.startswith("profiles_userprofile_") and super().has_delete_permission(request, obj)
