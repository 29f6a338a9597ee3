"""The admin: jobs, their retries, and the overview of queue and workers."""

from analysis.admin import django_q, jobs  # noqa: F401 - registers the models; Django imports this package alone
