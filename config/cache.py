"""The cache in Redis for as long as Redis is there, in memory while it is not.

Nothing that is true lies in the cache (docs/decisions/0004), so its loss must not stop a request.
Limits are then counted by each process for itself.
"""

import functools
import time
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
# Only one request in so many seconds finds out whether Redis is back.
_PAUSE_SECONDS = 5.0
# Those that talk to Redis; BaseCache makes all others of them.
_METHODS = (
    "add", "get", "set", "touch", "delete", "has_key", "incr",
    "get_many", "set_many", "delete_many", "clear",
)  # fmt: skip


class SteadyRedisCache(RedisCache):
    """Django's RedisCache that falls back to memory instead of failing."""

    # For all threads of the process, each of which has a cache object of its own.
    paused_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        patience = {"socket_connect_timeout": 1, "socket_timeout": 2}
        super().__init__(server, {**params, "OPTIONS": {**patience, **params.get("OPTIONS", {})}})
        self.near = LocMemCache("while-redis-is-away", params)


def _steady(name: str) -> Any:
    method = getattr(RedisCache, name)

    @functools.wraps(method)
    def either(self: SteadyRedisCache, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= SteadyRedisCache.paused_until:
            try:
                return method(self, *args, **kwargs)
            except RedisError as error:
                SteadyRedisCache.paused_until = time.monotonic() + _PAUSE_SECONDS
                log.warning("cache_away", reason=f"{type(error).__name__}: {error}")
        return getattr(self.near, name)(*args, **kwargs)

    return either


for _name in _METHODS:
    setattr(SteadyRedisCache, _name, _steady(_name))
