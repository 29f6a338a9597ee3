"""How log lines look: one handler on standard error, for people or as JSON."""

import logging
from typing import Any

import structlog

from profiles.text import on_one_line


def configure_logging(options: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG. `options`: the level, and whether to write JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if options["json"]:
        renderer: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        # Not the one that shows the values of variables: among them are keys, and what is in people's résumés.
        plain = structlog.dev.plain_traceback
        renderer = [_on_one_line, structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)]
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(options["level"])
    # It would tell of each task twice over, and of each canary; the attempts' own events say it better.
    logging.getLogger("django-q").setLevel(logging.WARNING)
    # A page that is refused is no fault: without this, each is told with the traceback of the refusal.
    for name in ("django.request", "django.security"):
        logging.getLogger(name).addFilter(_without_traceback_of_refusals)
    # A line for each request to a language model, with its address.
    logging.getLogger("httpx2").setLevel(logging.WARNING)


def _on_one_line(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """What strangers can write, such as an address or a name, must not start a line or give the terminal an order."""
    return {
        key: on_one_line(value) if isinstance(value, str) and key not in ("exception", "stack") else value
        for key, value in event.items()
    }


def _without_traceback_of_refusals(record: logging.LogRecord) -> bool:
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = None
    return True
