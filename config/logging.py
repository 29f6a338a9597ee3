"""How log lines look: one handler on standard error, for people or as JSON."""

import logging
from typing import Any

import structlog


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
        renderer = [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)]
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
    # A line for each request to a language model, with its address.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
