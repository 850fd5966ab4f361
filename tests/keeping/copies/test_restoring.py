"""A backup comes back as it was or not at all, whatever happens to it or beside it."""

import gzip
import io
import json
import resource
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as current
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from keeping.copies import rows
from keeping.copies.archive import FILES, MANIFEST, SUMS, Refused
from keeping.copies.backing_up import back_up, back_up_to
from keeping.copies.keys import Key
from keeping.copies.restoring import restore
from scheduling.database import guards
from scheduling.models import ChangeMark
from tests.factories import AgencyFactory, HostFactory, OfficerFactory, RegionFactory, UserFactory
from tests.sampled import sampled
from visits.models import Agency, Host, ListKey, Officer, Visit
from visits.search import list_keys

pytestmark = pytest.mark.django_db(transaction=True)
KEY = Key(passphrase=b"beda kolam beda ikan")


@pytest.fixture
def logo() -> Path:
    """A host whose logo lies among the files; nobody has begun to use the place."""
    file = Path(current.MEDIA_ROOT) / "host" / "logo.png"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"gambar")
    HostFactory.create(name="MPP Batam", logo="host/logo.png")
    return file


def a_copy(**options: Any) -> bytes:
    target = io.BytesIO()
    back_up(target, **options)
    return target.getvalue()


def emptied(logo: Path) -> None:
    """As in a new place."""
    Host.objects.all().delete()
    logo.unlink()


def changed(octets: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The copy with each entry as `change` gives it; None leaves it out."""
    target = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(octets), mode="r:gz") as before,
        tarfile.open(fileobj=target, mode="w:gz") as after,
    ):
        for info in before:
            source = before.extractfile(info)
            assert source
            content = change(info.name, source.read())
            if content is not None:
                info.size = len(content)
                after.addfile(info, io.BytesIO(content))
    return target.getvalue()


@pytest.mark.parametrize("key", [None, KEY])
def test_rows_and_files_come_back(key: Key | None, logo: Path) -> None:
    octets = a_copy(key=key)
    emptied(logo)
    done = restore(io.BytesIO(octets), key=key)
    assert Host.objects.get().name == "MPP Batam"
    assert logo.read_bytes() == b"gambar"
    assert (done.files, done.absent, done.other_key, done.secrets) == (1, 0, False, None)
    assert guards.missing() == []


def test_new_rows_are_numbered_behind_those_that_came(logo: Path) -> None:
    last = OfficerFactory.create()
    Officer.objects.filter(pk=last.pk).update(name="Terakhir")
    octets = a_copy()
    Officer.objects.all().delete()
    emptied(logo)
    restore(io.BytesIO(octets))
    assert OfficerFactory.create().pk > Officer.objects.get(name="Terakhir").pk


def test_it_does_not_matter_how_marks_were_numbered_there(logo: Path) -> None:
    # Elsewhere others were handed out; here these are the next ones.
    last = ChangeMark.objects.latest("pk").pk
    numbers = range(last + 1, last + 50)
    ChangeMark.objects.bulk_create(ChangeMark(pk=n, topic="rules", stamp=n) for n in numbers)
    octets = a_copy()
    emptied(logo)
    restore(io.BytesIO(octets))
    assert Host.objects.get().name == "MPP Batam"


def test_lists_are_sorted_by_what_this_database_makes_of_names(logo: Path) -> None:
    now = timezone.now()
    visit = Visit.objects.create(
        status="completed", institution="Dinas", people=5, language="id",
        region=RegionFactory.create(), created_at=now, changed_at=now,
    )  # fmt: skip
    # As SQLite leaves it, which knows the small letters of ASCII alone.
    ListKey.objects.update(receiver="Émile")
    octets = a_copy()
    emptied(logo)
    Visit.objects.all().delete()
    restore(io.BytesIO(octets))
    assert ListKey.objects.get().pk == visit.pk
    assert list_keys.audit() == []


def test_history_stays_one_that_nobody_can_change(logo: Path) -> None:
    """The guards of every table are there again, by the names that the database gives them."""

    def triggers() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass::text || tgname FROM pg_trigger"
                " WHERE NOT tgisinternal AND tgenabled = 'O'"
                if connection.vendor == "postgresql"
                else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            )
            return {row[0] for row in cursor.fetchall()}

    before = triggers()
    octets = a_copy()
    emptied(logo)
    restore(io.BytesIO(octets))
    assert any("visits_guard_events" in name for name in before)
    assert triggers() == before


def test_what_others_write_meanwhile_is_in_it_whole_or_not_at_all(
    logo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody adds an agency and its officer when the agencies were read already."""
    lines = rows.lines
    others: list[threading.Thread] = []

    def add() -> None:
        OfficerFactory.create(name="Baru", agency=AgencyFactory.create(code="baru"))
        connection.close()

    def beside(model: rows.AnyModel, *, using: str) -> Iterator[bytes]:
        yield from lines(model, using=using)
        if model._meta.db_table == "visits_agency":
            others.append(threading.Thread(target=add))
            others[0].start()
            # They do not wait for us.
            others[0].join(timeout=20)

    monkeypatch.setattr(rows, "lines", beside)
    octets = a_copy()
    assert not others[0].is_alive()
    assert Officer.objects.get().name == "Baru"
    Officer.objects.all().delete()
    Agency.objects.all().delete()
    emptied(logo)
    restore(io.BytesIO(octets))
    assert not Officer.objects.exists()
    assert not Agency.objects.exists()


def _other_content(name: str, content: bytes) -> bytes | None:
    return content.replace(b"Batam", b"Medan")


def _other_file(name: str, content: bytes) -> bytes | None:
    return b"lain!!" if name.startswith(FILES) else content


def _left_out(name: str, content: bytes) -> bytes | None:
    return None if name.startswith(FILES) else content


def _without_sums(name: str, content: bytes) -> bytes | None:
    return None if name == SUMS else content


def _a_newer_one(name: str, content: bytes) -> bytes | None:
    if name != MANIFEST:
        return content
    manifest = json.loads(content)
    manifest["migrations"]["visits"].append("9999_tomorrow")
    return json.dumps(manifest).encode()


def _an_older_one(name: str, content: bytes) -> bytes | None:
    if name != MANIFEST:
        return content
    manifest = json.loads(content)
    manifest["migrations"]["visits"].pop()
    return json.dumps(manifest).encode()


SPOILT = [_other_content, _other_file, _left_out, _without_sums, _a_newer_one, _an_older_one]


@pytest.mark.parametrize("spoil", sampled(SPOILT, every=2))
def test_a_changed_copy_is_refused_and_leaves_the_place_empty(
    spoil: Callable[[str, bytes], bytes | None], logo: Path
) -> None:
    octets = changed(a_copy(), spoil)
    emptied(logo)
    with pytest.raises(Refused):
        restore(io.BytesIO(octets))
    assert not Host.objects.exists()
    assert not logo.exists()
    assert not list(Path(current.MEDIA_ROOT).parent.glob("*restoring*"))


@pytest.mark.parametrize("part", sampled([0, 1, 10, 200, 0.5, -9, -1], every=3))
def test_a_copy_that_broke_off_is_refused(part: float, logo: Path) -> None:
    octets = a_copy()
    emptied(logo)
    cut = octets[: int(part * len(octets)) if 0 < part < 1 else int(part)]
    with pytest.raises(Refused):
        restore(io.BytesIO(cut))
    assert not Host.objects.exists()


def test_a_file_leads_out_of_its_folder_nowhere(logo: Path, tmp_path: Path) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as tar:
        with gzip.open(io.BytesIO(a_copy())) as whole, tarfile.open(fileobj=whole) as before:
            manifest = before.extractfile(MANIFEST)
            assert manifest
            content = manifest.read()
        for name, octets in ((MANIFEST, content), (f"{FILES}../../keluar", b"!")):
            info = tarfile.TarInfo(name)
            info.size = len(octets)
            tar.addfile(info, io.BytesIO(octets))
    emptied(logo)
    with pytest.raises(Refused, match="name"):
        restore(io.BytesIO(target.getvalue()))
    assert not list(tmp_path.rglob("keluar"))


def test_a_place_in_use_is_left_alone(logo: Path) -> None:
    octets = a_copy()
    with pytest.raises(Refused, match="holds files"):
        restore(io.BytesIO(octets))
    logo.unlink()
    UserFactory.create()
    with pytest.raises(Refused, match="auth_user"):
        restore(io.BytesIO(octets))


def test_tables_of_another_version_are_not_copied(logo: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('visits', '9999_tomorrow', '2026-01-01')"
        )
    try:
        with pytest.raises(Refused, match="newer version"):
            a_copy()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_tomorrow'")
    a_copy()


def test_without_its_key_nothing_is_read(logo: Path) -> None:
    octets = a_copy(key=KEY)
    emptied(logo)
    for key in (None, Key(passphrase=b"bukan yang itu, tuan")):
        with pytest.raises(Refused):
            restore(io.BytesIO(octets), key=key)


def test_secrets_are_in_it_only_if_asked(logo: Path, settings: Settings) -> None:
    settings.SECRET_KEY = "rahasia-sekali-dan-panjang-0123456789-abc"
    plain = gzip.decompress(a_copy())
    assert settings.SECRET_KEY.encode() not in plain
    octets = a_copy(key=KEY, with_secrets=True)
    emptied(logo)
    found = restore(io.BytesIO(octets), key=KEY).secrets
    assert found
    assert found["SECRET_KEY"] == settings.SECRET_KEY


def test_no_sessions_are_in_it(logo: Path, client: Any) -> None:
    client.force_login(UserFactory.create())
    assert client.session.session_key.encode() not in gzip.decompress(a_copy())


def test_a_full_disk_leaves_no_half_file(logo: Path, tmp_path: Path) -> None:
    file = tmp_path / "salinan.singgah"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            back_up_to(file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.name for path in tmp_path.iterdir()] == ["media"]
    back_up_to(file)
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        back_up_to(file)
