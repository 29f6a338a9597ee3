"""Accounts and profiles for staff: that they exist, and whose. What a résumé says is its owner's alone."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest

from profiles.accounts.password import path_to_new_password
from profiles.models import UserProfile
from profiles.read_only import ReadOnly

if TYPE_CHECKING:
    _UserAdmin = UserAdmin[User]
else:
    _UserAdmin = UserAdmin

# Links that are made at once: more would fill the page.
_MOST_LINKS = 20

admin.site.unregister(User)


@admin.register(UserProfile)
class UserProfileAdmin(ReadOnly):
    list_display = ["pk", "user", "created_at"]
    search_fields = ["user__username__istartswith"]
    list_filter = [("created_at", admin.DateFieldListFilter)]
    list_select_related = ["user"]
    ordering = ["-pk"]
    fields = ["user", "created_at"]
    show_full_result_count = False


@admin.register(User)
class AccountAdmin(_UserAdmin):
    """Django's own, with a link for somebody who forgot a password where no e-mail is sent."""

    actions = ["password_link"]

    @admin.action(description="Make a link to set a new password", permissions=["change"])
    def password_link(self, request: HttpRequest, users: Any) -> None:
        """Show a link for each; staff make none for an operator, whose rights are more than their own."""
        for user in users[:_MOST_LINKS]:
            if user.is_superuser and not request.user.is_superuser:
                self.message_user(request, f"{user}: only an operator can do that.", messages.ERROR)
                continue
            link = request.build_absolute_uri(path_to_new_password(user))
            self.message_user(request, f"{user}: {link} (works once, for three days)")
