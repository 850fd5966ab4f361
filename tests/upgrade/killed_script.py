"""`upgrade` in a process of its own that is killed at a point: `... POINT`, or at none.

With files to collect, as an installation for real has them; they go to KILLED_STATIC.
"""

import os
import pkgutil
import signal
import sys
from collections.abc import Callable
from typing import Any

import django
from django.conf import settings

_COLLECT = "django.contrib.staticfiles.management.commands.collectstatic"
# What is called, and the how manieth call of it is the last.
POINTS = {
    "copying": ("keeping.copies.backing_up._copy_rows", 5),
    "copied": ("config.collected.collect", 1),
    "collecting": (f"{_COLLECT}.Command.copy_file", 40),
    "before_the_second_migration": (
        "django.db.migrations.executor.MigrationExecutor.apply_migration", 2,
    ),
    "within_a_migration": ("django.db.backends.base.schema.BaseDatabaseSchemaEditor.execute", 6),
    "migrated": ("django.core.management.commands.migrate.emit_post_migrate_signal", 1),
}  # fmt: skip


def kill_at(call: str, last: int) -> None:
    """Let the process end in that call, as by the loss of power."""
    place, _, name = call.rpartition(".")
    held = pkgutil.resolve_name(place)
    before: Callable[..., Any] = getattr(held, name)
    made = 0

    def ends(*args: Any, **kwargs: Any) -> Any:
        nonlocal made
        made += 1
        if made == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return before(*args, **kwargs)

    setattr(held, name, ends)


if __name__ == "__main__":
    settings.WHITENOISE_USE_FINDERS = False
    settings.STATIC_ROOT = os.environ["KILLED_STATIC"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "whitenoise.storage.CompressedManifestStaticFilesStorage"
    )
    django.setup()
    if len(sys.argv) > 1:
        kill_at(*POINTS[sys.argv[1]])
    pkgutil.resolve_name("django.core.management.call_command")("upgrade")
