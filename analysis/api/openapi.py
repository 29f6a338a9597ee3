"""The description of the API as OpenAPI 3.1, made from the declarations that check requests and answers."""

from functools import cache
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import get_script_prefix
from django.views.decorators.http import require_safe
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from analysis.api import paths  # noqa: F401 - declares the calls
from analysis.api.answers import Error
from analysis.api.declare import OPERATIONS, Operation, Parameter
from analysis.api.dispatch import errors_of

_COMPONENT = "#/components/schemas/{model}"
KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Sent again within a day with the same key, the call gets its first answer and starts nothing.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


@require_safe
def description(request: HttpRequest) -> JsonResponse:
    """GET /api/openapi.json, for everybody: it says nothing of anybody."""
    return JsonResponse(_document() | {"servers": [{"url": get_script_prefix()}]})


@cache
def _document() -> dict[str, Any]:
    models = {model for operation in OPERATIONS for model in operation.answers.values() if model} | {Error}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema([(model, "serialization") for model in ordered], ref_template=_COMPONENT)
    calls: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        calls.setdefault(operation.address, {})[operation.method.lower()] = _call(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Second Look",
            "version": "1",
            "description": "Upload résumés, watch their analysis, retry what failed. Times are ISO 8601 in UTC.",
        },
        "security": [{"token": []}, {"session": []}],
        "paths": calls,
        "components": {
            "schemas": schemas.get("$defs", {}),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Made by `manage.py create_token`."},
                "session": {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "With a CSRF token."},
            },
        },
    }


def _call(operation: Operation) -> dict[str, Any]:
    found = [_parameter(parameter) for parameter in operation.parameters]
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"A token needs the scope `{operation.scope}`.",
        "parameters": [*found, *([KEY_HEADER] if operation.once else [])],
        "responses": {
            **{str(status): _answer(operation, status, model) for status, model in operation.answers.items()},
            **{str(status): _error(text) for status, text in sorted(errors_of(operation).items())},
        },
    }
    if operation.takes_file:
        fields = {"file": {"type": "string", "contentMediaType": "application/octet-stream"}}
        if operation.name == "retry_job":
            fields["password"] = {"type": "string"}
        schema = {"type": "object", "properties": fields}
        described["requestBody"] = {"content": {"multipart/form-data": {"schema": schema}}}
    return described


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if parameter.kind is int:
        schema = {"type": "integer", "minimum": parameter.least, "maximum": parameter.most}
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.description,
        "schema": schema,
    }


def _answer(operation: Operation, status: int, model: type[BaseModel] | None) -> dict[str, Any]:
    if model is None:
        return {"description": "Done; there is no body."}
    said = (model.__doc__ or operation.summary).strip().partition("\n")[0]
    return {"description": said, "content": {"application/json": {"schema": _reference(model)}}}


def _error(text: str) -> dict[str, Any]:
    return {"description": text, "content": {"application/json": {"schema": _reference(Error)}}}


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _COMPONENT.format(model=model.__name__)}
