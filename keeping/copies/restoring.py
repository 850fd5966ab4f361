"""A backup into an empty place: tables brought to its state, rows and files stored, then forward.

Rows come in one transaction, files into a folder beside MEDIA_ROOT that takes its place just before
the commit: a restore that fails or is killed leaves the place as empty as it was.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from config.version import VERSION
from keeping.copies import rows
from keeping.copies.archive import (
    FILES,
    FORMAT,
    MANIFEST,
    SECRETS,
    TABLES,
    ArchiveReader,
    Entry,
    Refused,
)
from keeping.copies.backing_up import fingerprint
from keeping.copies.encryption import Readable
from keeping.copies.keys import Key
from keeping.copies.snapshot import no_hurry
from keeping.copies.state import applied, newest, nodes, strange
from visits.search import list_keys

# Where these have no row, nobody has begun to use the place; migrating makes none of them.
_SOMEBODY_IS_HERE = ("auth_user", "visits_visit", "scheduling_room", "notifications_message")
_SAFE = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
_USING = "default"


@dataclass(frozen=True)
class Restored:
    """What came back; `absent` counts files that a row names and the backup has not."""

    version: str
    made_at: str
    rows: int
    files: int
    absent: int
    other_key: bool
    secrets: dict[str, Any] | None


def restore(source: Readable, *, key: Key | None = None, with_files: bool = True) -> Restored:
    """Fill this empty place, and migrate it on to this version. Raises Refused, OSError."""
    reader = ArchiveReader(source, key)
    entries = reader.entries()
    first = next(entries, None)
    if first is None or first.name != MANIFEST:
        raise Refused("This is no backup of Singgah.")
    manifest = json.loads(first.whole())
    _check_empty(with_files=with_files)
    state = _bring_to(manifest)
    media = Path(settings.MEDIA_ROOT)
    aside = media.with_name(f"{media.name}.restoring")
    shutil.rmtree(aside, ignore_errors=True)
    kept: dict[str, Any] = {}
    files = 0
    try:
        if with_files:
            aside.mkdir(parents=True, mode=0o700)
        with transaction.atomic(using=_USING):
            connection = connections[_USING]
            no_hurry(connection)
            kept_models = rows.kept_models(state)
            writers = _writers(kept_models, manifest["tables"], connection)
            with _without_triggers(connection, kept_models):
                for entry in entries:
                    if entry.name.startswith(TABLES):
                        _store(entry, writers)
                    elif entry.name == SECRETS:
                        kept = json.loads(entry.whole())
                    elif entry.name.startswith(FILES) and with_files:
                        _unpack(entry, aside)
                        files += 1
                _compare(writers, reader.rows)
                _go_on_counting(connection, kept_models)
            absent = _absent(kept_models, aside) if with_files else 0
            if with_files:
                _put_in_place(aside, media)
    except (IntegrityError, DataError, ValueError, TypeError, KeyError) as error:
        reason = str(error).strip().splitlines() or [""]
        raise Refused(f"The backup does not fit: {reason[0]}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    ContentType.objects.clear_cache()
    # Guards, marks and rights are made after the last migration, whether one is left or none.
    call_command("migrate", verbosity=0, interactive=False)
    # Another kind of database has other small letters.
    list_keys.write_anew(using=_USING)
    return Restored(
        version=manifest["version"],
        made_at=manifest["made_at"],
        rows=sum(writer.count for writer in writers.values()),
        files=files,
        absent=absent,
        other_key=manifest["secret_key"] != fingerprint(),
        secrets=kept or None,
    )


def _check_empty(*, with_files: bool) -> None:
    connection = connections[_USING]
    there = set(connection.introspection.table_names())
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in _SOMEBODY_IS_HERE:
            if table in there:
                cursor.execute(f"SELECT 1 FROM {quote(table)} LIMIT 1")  # noqa: S608 - our tables
                if cursor.fetchone():
                    raise Refused(
                        f"This place is in use: {table} has rows. Restore into a new one."
                    )
    if there and "django_migrations" not in there:
        raise Refused("The database holds tables of another program. Restore into a new one.")
    if with_files and any(files for _, _, files in os.walk(settings.MEDIA_ROOT)):
        raise Refused(f"{settings.MEDIA_ROOT} holds files. Restore into an empty place.")


def _bring_to(manifest: dict[str, Any]) -> StateApps:
    """Migrate to where the backup was, and give the tables of then. Raises Refused."""
    of = f"The backup is of version {manifest.get('version')}"
    if manifest.get("format") != FORMAT:
        raise Refused(f"{of} and in another format; this is {VERSION}.")
    executor = MigrationExecutor(connections[_USING])
    wanted = nodes(manifest["migrations"])
    if unknown := strange(executor, wanted):
        raise Refused(
            f"{of} with the migration {'.'.join(unknown[0])}, which this version {VERSION} does"
            " not know: install that version or a newer one."
        )
    if ahead := sorted(nodes(applied()) - wanted):
        raise Refused(
            f"{of} and older than this database (already at {'.'.join(ahead[-1])}): give a"
            " database that was not migrated."
        )
    targets = newest(executor, wanted)
    executor.migrate(targets)
    executor.loader.build_graph()
    return executor.loader.project_state(targets).apps


def _writers(
    kept_models: list[rows.AnyModel],
    tables: dict[str, list[str]],
    connection: BaseDatabaseWrapper,
) -> dict[str, rows.Writer]:
    by_table = {model._meta.db_table: model for model in kept_models}
    if unknown := sorted(set(tables) - set(by_table)):
        raise Refused(f"The backup has a table that nobody knows: {unknown[0]}.")
    return {
        table: rows.Writer(by_table[table], named, connection) for table, named in tables.items()
    }


def _store(entry: Entry, writers: dict[str, rows.Writer]) -> None:
    writers[entry.name.removeprefix(TABLES).partition("/")[0]].store(entry.whole())


def _compare(writers: dict[str, rows.Writer], told: dict[str, int]) -> None:
    for table, count in told.items():
        if table not in writers or writers[table].count != count:
            raise Refused(f"The backup is damaged: {table} should have {count} rows.")


@contextmanager
def _without_triggers(
    connection: BaseDatabaseWrapper, kept_models: list[rows.AnyModel]
) -> Iterator[None]:
    """Nothing counts, guards or marks inside; references are checked at the end. Empties first.

    Counted places come with their weeks, and what is guarded was guarded when it was written.
    """
    quote = connection.ops.quote_name
    tables = [quote(model._meta.db_table) for model in kept_models]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sessions = [quote(table) for table in rows.LEFT_OUT - {"django_migrations"}]
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            # After that: who empties a watched table leaves a mark, with a number of those to come.
            cursor.execute(f"TRUNCATE {', '.join(tables + sessions)}")
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {quote(name)}")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own tables' names
        yield
        for _, statement in triggers:
            cursor.execute(statement)
    connection.check_constraints()


def _go_on_counting(connection: BaseDatabaseWrapper, kept_models: list[rows.AnyModel]) -> None:
    """New rows are numbered behind those that came."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models):
            cursor.execute(statement)


def _unpack(entry: Entry, folder: Path) -> None:
    inside = entry.name.removeprefix(FILES)
    if not _SAFE.fullmatch(inside):
        raise Refused(f"The backup has a file with a name that we give none: {inside!r}.")
    path = folder / inside
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in entry.pieces():
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _absent(kept_models: list[rows.AnyModel], folder: Path) -> int:
    count = 0
    for model in kept_models:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                named = model._base_manager.using(_USING).exclude(**{field.attname: ""})
                names = named.values_list(field.attname, flat=True)
                count += sum(not (folder / name).is_file() for name in names.iterator())
    return count


def _put_in_place(aside: Path, media: Path) -> None:
    """A folder that only held empty folders makes room."""
    if media.exists():
        shutil.rmtree(media)
    aside.rename(media)
    with suppress(OSError):
        opened = os.open(media.parent, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
