"""The API's calls, as tests make them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from analysis.models import AnalysisJob
from tests import life

PATHS = {
    "/api/analysis/upload": "POST",
    "/api/analysis/start-job": "POST",
    "/api/analysis/jobs": "GET",
    "/api/analysis/job": "GET",
    "/api/analysis/profile": "GET",
    "/api/analysis/retry-job": "POST",
    "/api/analysis/retry-failed": "POST",
}
ODD_IDS = ["job_nothing", "0", "-1", str(2**63), "٣", "%00", "a" * 5000, "job_%00", "1' OR '1'='1", "%ff"]


def upload(client: Client, content: bytes = life.TEXT.encode(), name: str = "cv.txt") -> Any:
    return client.post("/api/analysis/upload", {"file": SimpleUploadedFile(name, content)})


def retry(client: Client, job: AnalysisJob, **parameters: object) -> Any:
    query = "&".join(f"{key}={value}" for key, value in {"job_id": job.job_id, **parameters}.items())
    return client.post(f"/api/analysis/retry-job?{query}")
