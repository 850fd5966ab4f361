"""Which pages a device may keep, by what worker, and as what app they are installed."""

import datetime as dt
import json
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from tests.visits.pages.conftest import SignIn
from visits.access.tickets import ticket_token
from visits.access.tokens import visit_token
from visits.history.events import DELEGATION
from visits.life import answering
from visits.life.amending import amend
from visits.models import Host, Participant, Visit
from visits.pages.offline.keeping import HEADER
from visits.people import roles

pytestmark = pytest.mark.django_db
DAY = "/petugas/hari-ini/"


def said(answer: Any) -> dict[str, Any] | None:
    return json.loads(answer[HEADER]) if HEADER in answer else None


def test_a_confirmation_and_its_ticket_may_be_kept_until_the_day_is_over(
    client: Client, today: Visit
) -> None:
    link = f"/k/{visit_token(today)}/"
    page = client.get(link)
    kept = said(page)
    assert kept is not None
    assert 0 < kept["seconds"] <= 86_400
    assert kept["along"] == [f"{link}tiket/"]
    assert page["Cache-Control"] == "no-store"
    assert said(client.get(f"{link}tiket/")) is not None
    ani = Participant.objects.create(visit=today, number=1, name="Ani Wijaya")
    own = client.get(f"/tiket/{ticket_token(ani)}/")
    assert said(own) is not None
    html = page.content.decode()
    assert 'data-scope="/k/"' in html
    assert "Tersimpan pukul" in html
    # Nothing else of theirs.
    for other in ("ubah/", "data/", "peserta/", "tiket/peserta/", "bagikan/"):
        assert said(client.get(f"{link}{other}")) is None
    answering.cancel(today, reason="", by=DELEGATION, now=timezone.now() - dt.timedelta(days=3))
    ended = client.get(link)
    assert (said(ended), "keep.js" in ended.content.decode()) == (None, False)
    assert said(client.get(f"{link}tiket/")) is None


def test_a_kept_page_tells_which_links_now_open_the_visit(client: Client, approved: Visit) -> None:
    def links() -> str:
        kept = said(client.get(f"/k/{visit_token(approved)}/"))
        assert kept is not None
        return str(kept["links"])

    before = links()
    assert links() == before
    amend(
        approved,
        changes={"contact_email": "lain@solok.example"},
        by=DELEGATION,
        now=timezone.now(),
    )
    approved.refresh_from_db()
    assert links() != before


def test_a_visit_far_ahead_is_kept_for_a_month(client: Client, approved: Visit) -> None:
    kept = said(client.get(f"/k/{visit_token(approved)}/"))
    assert kept is not None
    assert kept["seconds"] <= 30 * 86_400


def test_the_day_is_kept_for_who_notes_arrivals_alone(sign_in: SignIn, today: Visit) -> None:
    door = sign_in(roles.PROTOCOL)
    kept = said(door.get(DAY))
    assert kept is not None
    assert kept["seconds"] <= 86_400
    assert kept["same"] == f"?tanggal={timezone.localdate()}"
    other = said(sign_in(roles.PROTOCOL).get(DAY))
    assert other is not None
    assert other["reader"] != kept["reader"]
    assert said(door.get(f"/petugas/hadir/{today.reference}/")) is not None
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    for address in (
        f"{DAY}?tanggal={tomorrow}",
        f"{DAY}?tanggal=besok",
        "/petugas/tiba/?kode=XYZ",
        f"/petugas/hadir/{today.reference}/?cara=daftar",
        "/petugas/",
    ):
        assert said(door.get(address)) is None, address
    assert said(sign_in(roles.LEADER).get(DAY)) is None


def test_only_a_page_for_who_is_signed_out_wipes_what_is_kept_of_the_desk(
    client: Client, sign_in: SignIn, host: Host
) -> None:
    """leaving.js wipes at once where it is not told how to sign out."""
    out = "data-out"
    entrance = client.get("/akun/").content.decode()
    assert ("leaving.js" in entrance, out in entrance) == (True, False)
    desk = sign_in(roles.PROTOCOL)
    for address in ("/petugas/", "/akun/logout/"):
        html = desk.get(address).content.decode()
        assert ("leaving.js" in html, out in html) == (True, True), address


def test_anonymous_pages_have_no_worker_and_no_manifest(client: Client, host: Host) -> None:
    for address in ("/", "/jadwal/", "/ajukan/", "/akun/"):
        html = client.get(address).content.decode()
        assert "keep.js" not in html
        assert "manifest" not in html


def test_the_worker_is_small_and_another_with_every_release(
    client: Client, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    from visits.pages.offline import worker

    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert len(answer.content) < 8192
    known = client.get("/sw.js", headers={"if-none-match": answer["ETag"]})
    assert known.status_code == 304
    script = answer.content.decode()
    assert "Tanpa sambungan" in script
    assert host.name in script
    monkeypatch.setattr(worker, "VERSION", "9.9.9")
    worker.version.cache_clear()
    assert client.get("/sw.js").content != answer.content
    worker.version.cache_clear()


def test_switched_off_it_takes_itself_away_and_nothing_is_kept(
    client: Client, today: Visit, settings: Any
) -> None:
    settings.OFFLINE_PAGES = False
    page = client.get(f"/k/{visit_token(today)}/")
    assert (said(page), "keep.js" in page.content.decode()) == (None, False)
    script = client.get("/sw.js").content.decode()
    assert "unregister" in script
    assert "fetch" not in script


def test_the_app_has_the_hosts_name_and_names_no_link(
    client: Client, host: Host, today: Visit
) -> None:
    desk = client.get("/aplikasi.webmanifest")
    token = visit_token(today)
    own = client.get(f"/k/{token}/aplikasi.webmanifest")
    assert desk["Content-Type"] == own["Content-Type"] == "application/manifest+json"
    assert desk.json()["start_url"] == DAY
    assert own.json()["start_url"] == own.json()["scope"] == "./"
    assert own.json()["short_name"] == host.short_name
    assert token not in own.content.decode()
    assert client.get(f"/k/{'x' * 36}/aplikasi.webmanifest").status_code == 404
    for icon in desk.json()["icons"]:
        with Image.open(BytesIO(client.get(icon["src"]).content)) as drawn:
            assert f"{drawn.width}x{drawn.height}" == icon["sizes"]
    assert client.get("/ikon-9.png").status_code == 404
