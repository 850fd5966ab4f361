"""Logging through structlog: `json` for machines, `console` for people."""

import logging
import re
from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


# Whoever has one of these addresses or keys is somebody: logs go to more eyes than that.
_SLASH = "(?:/|%2F)"
_SECRET_PATHS = rf"(?:k|b|survei|tugas|kalender|petugas{_SLASH}tiba|akun{_SLASH}sandi{_SLASH}kunci)"
_TOKENS = re.compile(
    rf"(?P<before>{_SLASH}{_SECRET_PATHS}{_SLASH}(?!publik\.ics)|\bBearer\s+|\bsgk_|\bwhsec_)"
    r"(?:(?!%2F)[^\s/\"'<>?&#,;\\])+",
    re.IGNORECASE,
)


def without_tokens(_logger: Any, _name: str, rendered: str) -> str:
    """A line of any log, with what opens something (visits/access/tokens.py) left out.

    By the shape of the address that it stands in, or by how a key begins; last of all processors,
    so that no message, traceback or field goes by.
    """
    return _TOKENS.sub(r"\g<before>***", rendered)


def without_traceback(record: logging.LogRecord) -> bool:
    """A filter that keeps every record; of a refused request (4xx) it drops where it was refused.

    Somebody who may not open a page is the rules at work, not a fault that has a place in the code.
    """
    if getattr(record, "status_code", 500) < 500:
        record.exc_info = None
    return True


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
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "all"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.request": {"filters": ["brief"]},
            "django.server": {"level": "WARNING"},
            "celery": {"level": "WARNING"},
        },
    }
