"""A worker whose task tells what it was given, by every way there is, and fails."""

import logging
import threading

from celery import shared_task
from celery.utils.log import get_task_logger

from config.celery import app

__all__ = ["app"]


@shared_task(name="tell")  # type: ignore[untyped-decorator, unused-ignore]
def tell(secret: str, *, address: str) -> str:
    """Never returns."""
    get_task_logger(__name__).warning("asked for %s at %s", secret, address)
    logging.getLogger("celery.worker").error("task failed: args=(%r,)", secret)

    def broken() -> None:
        raise ValueError(address)

    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()
    raise RuntimeError(f"no such place: {address} {secret}")
