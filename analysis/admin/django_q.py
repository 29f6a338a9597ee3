"""django-q2's own pages in the admin: to look at, not to act with.

Its "Resubmit" makes a new task without a time limit, deletes the record of the failed one, and is open to staff who may
only look; its forms take the name of any function to be run. Retries of jobs have their own action, with its own rule.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django_q.admin import FailAdmin, QueueAdmin, ScheduleAdmin
from django_q.models import Failure, OrmQ, Schedule, Success


class LookOnly:
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FailureLookOnly(LookOnly, FailAdmin):
    pass


class QueueLookOnly(LookOnly, QueueAdmin):
    pass


class ScheduleLookOnly(LookOnly, ScheduleAdmin):
    pass


# Successes are not kept: attempts are the record.
admin.site.unregister([Success, Failure, OrmQ, Schedule])
admin.site.register(Failure, FailureLookOnly)
admin.site.register(OrmQ, QueueLookOnly)
admin.site.register(Schedule, ScheduleLookOnly)
