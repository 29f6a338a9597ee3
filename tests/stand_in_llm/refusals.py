"""What stands between a client and the model: errors, limits, and servers that are none."""

from __future__ import annotations

import time
from email.utils import formatdate

from tests.stand_in_llm.exchange import (
    Exchange,
    behaviour,
    error_body,
)
from tests.stand_in_llm.replies import ok


@behaviour
def nothing(exchange: Exchange, _: str) -> None:
    """A reply of no bytes."""
    exchange.send(200, b"")


@behaviour
def deep_envelope(exchange: Exchange, _: str) -> None:
    """100,000 levels in the place of the completion."""
    exchange.send(200, b'{"choices":' * 100_000 + b"1" + b"}" * 100_000)


@behaviour
def web_page(exchange: Exchange, _: str) -> None:
    """200, but a page, as a captive portal or a wrong address sends."""
    exchange.send(200, b"<html><body>Welcome</body></html>", "text/html")


@behaviour
def envelope(exchange: Exchange, argument: str) -> None:
    """The argument in the place of the completion."""
    exchange.send(200, argument.encode())


@behaviour
def unavailable(exchange: Exchange, argument: str) -> None:
    """503 (or the status given) with an HTML page."""
    exchange.send(int(argument or 503), b"<html><h1>Service Unavailable</h1></html>", "text/html")


@behaviour
def rate_limited(exchange: Exchange, argument: str) -> None:
    """429, with `Retry-After` in seconds where given."""
    headers = {"Retry_After": argument} if argument else {}
    exchange.send_json(429, error_body("Rate limit reached", code="rate_limit_exceeded", kind="requests"), **headers)


@behaviour
def rate_limited_until(exchange: Exchange, argument: str) -> None:
    """429, with `Retry-After` as the date so many seconds from now."""
    date = formatdate(time.time() + float(argument or 60), usegmt=True)
    exchange.send_json(429, error_body("Rate limit reached", code="rate_limit_exceeded"), Retry_After=date)


@behaviour
def no_quota(exchange: Exchange, _: str) -> None:
    body = error_body("You exceeded your current quota", code="insufficient_quota", kind="insufficient_quota")
    exchange.send_json(429, body)


@behaviour
def unauthorized(exchange: Exchange, _: str) -> None:
    """401 that quotes the key, as some servers do."""
    key = exchange.request.headers.get("authorization", "")
    exchange.send_json(401, error_body(f"Incorrect API key provided: {key}", code="invalid_api_key"))


@behaviour
def forbidden(exchange: Exchange, _: str) -> None:
    exchange.send_json(403, error_body("Project has no access", code="forbidden"))


@behaviour
def no_model(exchange: Exchange, _: str) -> None:
    exchange.send_json(404, error_body("The model does not exist", code="model_not_found"))


@behaviour
def bad_request(exchange: Exchange, _: str) -> None:
    """400 that quotes the prompt, as some servers do."""
    exchange.send_json(400, error_body(f"Invalid value: {exchange.request.document}", code="invalid_value"))


@behaviour
def too_long(exchange: Exchange, _: str) -> None:
    message = "This model's maximum context length is 8192 tokens."
    exchange.send_json(400, error_body(message, code="context_length_exceeded"))


@behaviour
def no_tools(exchange: Exchange, argument: str) -> None:
    """400 (or the status given) to a request with tools, a good answer to one without."""
    if exchange.request.offers_tool:
        exchange.send_json(int(argument or 400), error_body("this model does not support tools"))
    else:
        ok(exchange, "")


@behaviour
def redirect(exchange: Exchange, argument: str) -> None:
    """307 to the address given."""
    exchange.send(307, b"", Location=argument or "http://127.0.0.1:9/")


@behaviour
def prompt_filtered(exchange: Exchange, _: str) -> None:
    exchange.send_json(400, error_body("The prompt was filtered", code="content_filter"))
