"""Logging through structlog: `json` for machines, `console` for people."""

import logging
import sys
import threading
import traceback
from typing import Any

import structlog

from config.logs.masking import mask

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def without_tokens(_logger: Any, _name: str, rendered: str) -> str:
    """A line of any log, masked; last of all processors, so that no traceback or field goes by."""
    return mask(rendered)


def without_traceback(record: logging.LogRecord) -> bool:
    """A filter that keeps every record; of a refused request (4xx) it drops where it was refused.

    Somebody who may not open a page, or asks for another host, is the rules at work: no fault that
    has a place in the code, and no error.
    """
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = None
        if record.levelno > logging.WARNING:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


def masked_hooks() -> None:
    """What ends a thread or the process by an error is masked too, though no logger writes it."""

    def last(kind: Any, error: Any, trace: Any) -> None:
        sys.stderr.write(mask("".join(traceback.format_exception(kind, error, trace))))

    sys.excepthook = last
    threading.excepthook = lambda of: last(of.exc_type, of.exc_value, of.exc_traceback)
    sys.unraisablehook = lambda of: last(of.exc_type, of.exc_value, of.exc_traceback)


def logging_config(log_format: str, *, level: str = "INFO") -> dict[str, Any]:
    """Django's LOGGING for LOG_FORMAT `json` or `console`; structlog goes the same way."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "all": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    renderer,
                    without_tokens,
                ],
            }
        },
        "filters": {"brief": {"()": lambda: without_traceback}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "all",
                # Of the handler, since a logger's own filter sees nothing of those below it.
                "filters": ["brief"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        # Each named here gives up the handlers that it brings along, which mask nothing: one for
        # DEBUG, one that mails, one of Django's own server, one of the web server's access log.
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.server": {"handlers": [], "propagate": True, "level": "WARNING"},
            "granian.access": {"handlers": ["stderr"], "propagate": False},
            "_granian": {"handlers": ["stderr"], "propagate": False},
            "celery": {"handlers": [], "propagate": True, "level": "WARNING"},
            "celery.task": {"handlers": [], "propagate": True},
        },
    }
