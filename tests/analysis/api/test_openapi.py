"""The description of the API: valid, whole, and true of what is answered."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from jsonschema import Draft202012Validator

from analysis.api.declare import OPERATIONS
from tests.factories import AnalysisJobFactory

pytestmark = pytest.mark.django_db


def test_every_call_is_described_with_all_its_answers(client: Client) -> None:
    described = client.get("/api/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    for operation in OPERATIONS:
        call = described["paths"][operation.address][operation.method.lower()]
        assert call["summary"]
        assert {"401", "403", "405"} | {str(status) for status in operation.answers} <= call["responses"].keys()
        assert {parameter["name"] for parameter in call["parameters"]} >= {each.name for each in operation.parameters}
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_a_job_is_answered_as_it_is_described(client: Client, ada: User) -> None:
    described = client.get("/api/openapi.json").json()
    job = AnalysisJobFactory(user=ada, failed=True)
    client.force_login(ada)
    answer = client.get(f"/api/analysis/job?job_id={job.job_id}").json()
    schema = {"$ref": "#/components/schemas/Job", "components": described["components"]}
    Draft202012Validator(schema).validate(answer)
    assert set(answer) == set(described["components"]["schemas"]["Job"]["properties"])
