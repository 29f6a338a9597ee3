"""The composition root of the pages: the only place that names both apps."""

from django.contrib import admin
from django.urls import include, path

handler400 = "analysis.errors.bad_request"
handler403 = "analysis.errors.permission_denied"
handler404 = "analysis.errors.not_found"
handler500 = "analysis.errors.server_error"

urlpatterns = [
    path("", include("analysis.urls")),
    path("", include("profiles.accounts.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("analysis.monitoring.urls")),
    path("admin/", admin.site.urls),
]
