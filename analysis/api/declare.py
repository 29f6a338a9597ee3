"""How a call of the JSON API is declared: once, for checking requests and answers and for describing them.

`openapi` describes what stands here, and `dispatch` lets nothing else through. So the description cannot drift.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from pydantic import BaseModel

from analysis.services import once
from analysis.services.once import Answer, Key
from profiles.accounts.tokens import Scope

PREFIX = "/api/analysis/"


class ApiError(Exception):
    """An answer that is an error: status, what happened in a few words, and the same in a sentence."""

    def __init__(self, status: int, error: str, message: str = "", *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(error)
        self.status, self.error, self.message, self.headers = status, error, message, dict(headers or {})

    @property
    def body(self) -> dict[str, str]:
        return {"error": self.error, "message": self.message} if self.message else {"error": self.error}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the query; a form may carry it as well. `missing` and `wrong` are what is said without it and of
    a value that it can't have; where `missing` is empty, the call itself knows what to say."""

    name: str
    description: str
    kind: type = str
    required: bool = False
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 2**63 - 1
    missing: str = ""
    wrong: tuple[str, str] = ("", "")

    def parse(self, text: str) -> str | int | None:
        """The value that this text means for the parameter. Raises ApiError."""
        if not text:
            if self.missing:
                raise ApiError(400, self.missing)
            return None
        if self.kind is int:
            return self._number(text)
        if self.choices and text not in self.choices:
            raise self._refusal(f"use one of: {', '.join(self.choices)}")
        return text

    def _number(self, text: str) -> int:
        # As long as the longest number that fits into a column.
        if not (text.isascii() and text.isdecimal() and len(text) <= 19 and self.least <= int(text) <= self.most):
            most = f" to {self.most}" if self.most < 2**63 - 1 else " on"
            raise self._refusal(f"{self.name} must be a whole number from {self.least}{most}")
        return int(text)

    def _refusal(self, message: str) -> ApiError:
        error, own = self.wrong
        return ApiError(400, error or f"Unknown {self.name}", own or message)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call answers. A body is a dict that the declared model accepts; None is no content."""

    status: int
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one path."""

    method: str
    path: str
    name: str
    summary: str
    scope: Scope
    answers: Mapping[int, type[BaseModel] | None]
    errors: Mapping[int, str]
    parameters: tuple[Parameter, ...]
    takes_file: bool
    once: bool
    view: "Callable[[Call], Reply]"

    @property
    def address(self) -> str:
        return PREFIX + self.path


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was let through: who asks, and the declared parameters."""

    request: HttpRequest
    user: User
    values: Mapping[str, str | int | None]
    key: Key | None

    def text(self, name: str) -> str:
        return str(self.values[name] or "")

    def number(self, name: str) -> int | None:
        value = self.values[name]
        return value if isinstance(value, int) else None

    def answered_once(self, work: Callable[[], Reply]) -> Reply:
        """The reply of `work`, or the first one where the call was sent before with the same Idempotency-Key."""
        headers: dict[str, str] = {}

        def answer() -> Answer:
            try:
                reply = work()
            except ApiError as error:
                headers.update(error.headers)
                return Answer(error.status, error.body)
            return Answer(reply.status, reply.body or {})

        try:
            found = once.once(self.key, answer)
        except once.KeyReused:
            raise ApiError(
                422, "Idempotency-Key reused", "this key was used for another call: draw a new one for each call"
            ) from None
        except once.StillRunning:
            raise ApiError(
                409,
                "Still running",
                "the first call with this Idempotency-Key has not ended: send it again in a moment",
                headers={"Retry-After": "1"},
            ) from None
        return Reply(found.status, found.body, headers)


OPERATIONS: list[Operation] = []


def operation(
    method: str,
    path: str,
    *,
    scope: Scope,
    answers: Mapping[int, type[BaseModel] | None],
    errors: Mapping[int, str] | None = None,
    parameters: tuple[Parameter, ...] = (),
    takes_file: bool = False,
    once: bool = False,
) -> "Callable[[Callable[[Call], Reply]], Callable[[Call], Reply]]":
    """Declare a view as a call of the API. The first line of its docstring is the summary."""

    def register(view: Callable[[Call], Reply]) -> Callable[[Call], Reply]:
        summary = (view.__doc__ or "").strip().partition("\n")[0]
        OPERATIONS.append(
            Operation(
                method, path, view.__name__, summary, scope, answers, errors or {}, parameters, takes_file, once, view
            )
        )
        return view

    return register
