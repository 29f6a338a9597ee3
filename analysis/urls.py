from django.urls import path, register_converter
from django.views.generic import RedirectView

from analysis.api import openapi
from analysis.api.dispatch import endpoint
from analysis.api.paths import PATHS
from analysis.web.views import (
    account_data,
    analyses,
    batches,
    downloads,
    edit_profile,
    jobs,
    polling,
    profiles,
    retry,
    search,
    unplaced,
    uploads,
)


class JobIdConverter:
    """A job's public name in an address."""

    regex = "job_[0-9a-z]{1,28}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(JobIdConverter, "job")

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="profile"), name="home"),
    path("profile", uploads.profile, name="profile"),
    path("profile/", RedirectView.as_view(pattern_name="profile", query_string=True)),
    path("profile/search", search.search, name="search"),
    path("profile/search/profiles.<slug:form>", search.export, name="search-export"),
    path("profile/changes", polling.poll, name="changes"),
    path("profile/retry-failed", retry.retry_failed, name="retry-failed"),
    path("profile/batches/<uuid:batch_id>", batches.batch, name="batch"),
    path("profile/batches/<uuid:batch_id>/stop", batches.stop, name="stop-batch"),
    path("profile/uploads", uploads.upload, name="upload"),
    path("profile/uploads/<int:upload_id>/original", uploads.original, name="original"),
    path("profile/uploads/<int:upload_id>/analyses", analyses.analyses, name="analyses"),
    path("profile/uploads/<int:upload_id>/analyse", uploads.analyse_again, name="analyse-again"),
    path("profile/uploads/<int:upload_id>/delete", uploads.delete_upload, name="delete-upload"),
    path("profile/<job:job_id>", profiles.job_profile, name="job-profile"),
    path("profile/<job:job_id>/resume.json", downloads.resume_json, name="resume-json"),
    path("profile/<job:job_id>/resume.txt", downloads.resume_text, name="resume-text"),
    path("profile/<job:job_id>/resume.pdf", downloads.resume_pdf, name="resume-pdf"),
    path("profile/<job:job_id>/pages/<int:number>.png", profiles.page_picture, name="page-picture"),
    path("profile/<job:job_id>/edit", edit_profile.edit_profile, name="edit-profile"),
    path("profile/<job:job_id>/place", unplaced.place_line, name="place-line"),
    path("profile/<job:job_id>/retry", retry.retry, name="retry"),
    path("profile/<job:job_id>/stop", jobs.stop, name="stop"),
    path("profile/<job:job_id>/delete", jobs.delete, name="delete-job"),
    path("accounts/data.zip", account_data.export, name="export-data"),
    path("accounts/delete/", account_data.delete_account, name="delete-account"),
    path("api/openapi.json", openapi.description, name="openapi"),
    *(path(f"api/analysis/{name}", endpoint(name), name=f"api-{name}") for name in PATHS),
]
