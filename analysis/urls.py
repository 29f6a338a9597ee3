from django.urls import path

from analysis import api
from analysis.api import endpoint

urlpatterns = [
    path("api/analysis/upload", endpoint(POST=api.upload), name="api-upload"),
    path("api/analysis/start-job", endpoint(POST=api.start_job), name="api-start-job"),
    path("api/analysis/jobs", endpoint(GET=api.jobs), name="api-jobs"),
    path("api/analysis/job", endpoint(GET=api.job, DELETE=api.delete_job), name="api-job"),
    path("api/analysis/profile", endpoint(GET=api.profile), name="api-profile"),
    path("api/analysis/retry-job", endpoint(POST=api.retry_job), name="api-retry-job"),
    path("api/analysis/retry-failed", endpoint(POST=api.retry_failed), name="api-retry-failed"),
]
