"""One person: all that we have for them, and its end with a receipt."""

import datetime as dt
import io
import json
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from keeping.erasing import letters
from keeping.erasing.people import Person, export, subject
from keeping.models import Receipt
from notifications.due import run_due
from notifications.models import BadAddress
from scheduling.models import Room
from tests.factories import OfficerFactory, UserFactory, a_completed_visit, a_visit
from tests.visits.pages.conftest import SignIn, sign_in  # noqa: F401 - a fixture
from visits.conversation import messages
from visits.history.events import DELEGATION, staff
from visits.life import amending
from visits.models import FieldChange, Host, Opening, Participant, Visit

pytestmark = pytest.mark.django_db
EMAIL = "budi@solokkab.example"


@pytest.fixture
def over(room: Room, host: Host, now: dt.datetime) -> Visit:
    """A visit that is over, with a letter, a participant and messages."""
    visit = a_completed_visit()
    visit.letter_file.save("surat.pdf", ContentFile(b"%PDF-1.7 surat"))
    Participant.objects.create(visit=visit, number=1, name="Suparmi")
    messages.write(visit, text="Kami tiba pukul delapan.", by=DELEGATION, now=now)
    cook = staff(UserFactory.create())
    messages.write(visit, text="Rahasia dapur.", by=cook, now=now, internal=True)
    run_due(now=now)
    return visit


def test_the_export_has_all_that_is_theirs_and_nothing_of_ours(over: Visit) -> None:
    target = io.BytesIO()
    assert (
        export(Person.find(" Budi@SOLOKKAB.example "), target, by="Dewi", now=over.changed_at) > 1
    )
    with zipfile.ZipFile(target) as box:
        text = box.read("data.json").decode()
        names = box.namelist()
        letter = next(name for name in names if name.startswith(f"{over.reference}/letters"))
        assert box.read(letter) == b"%PDF-1.7 surat"
    data = json.loads(text)
    assert data["visits"][0]["contact_name"] == "Budi Hartono"
    assert data["visits"][0]["participants"][0]["name"] == "Suparmi"
    assert [one["text"] for one in data["visits"][0]["messages"]] == ["Kami tiba pukul delapan."]
    assert "Rahasia dapur" not in text
    assert over.nonce not in text
    assert any(name.endswith(".eml") for name in names)


def test_the_command_writes_a_file_of_its_owner_alone(over: Visit, tmp_path: Path) -> None:
    file = tmp_path / "data.zip"
    call_command("person", "export", EMAIL, str(file), stdout=StringIO())
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="there already"):
        call_command("person", "export", EMAIL, str(file), stdout=StringIO())


def test_erasing_leaves_a_receipt_without_the_address(over: Visit) -> None:
    BadAddress.objects.create(address=EMAIL, source="smtp", at=over.changed_at)
    out = StringIO()
    call_command("person", "erase", EMAIL, "--by", "Dewi", stdout=out)
    over.refresh_from_db()
    assert (over.contact_email, over.contact_name) == ("", "")
    assert not over.participants.exists()
    assert not BadAddress.objects.exists()
    receipt = Receipt.objects.get()
    assert (receipt.by, receipt.content["visits"]) == ("Dewi", [over.reference])
    assert receipt.subject == subject(" BUDI@solokkab.example")
    assert EMAIL not in json.dumps(receipt.content) + receipt.subject
    assert f"Receipt {receipt.pk}" in out.getvalue()
    # Letters are archives: they are named, and stay until somebody decides.
    assert f"reviewed: {over.reference}" in out.getvalue()
    assert over.letter_file


def test_what_is_not_over_stays_and_is_named(over: Visit) -> None:
    coming = a_visit(trusted=True)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("person", "erase", EMAIL, stdout=out)
    coming.refresh_from_db()
    over.refresh_from_db()
    assert (coming.contact_email, over.contact_email) == (EMAIL, "")
    assert f"nothing was erased of: {coming.reference}" in out.getvalue()


def test_who_serves_here_is_told_to_be_removed_in_the_settings(over: Visit) -> None:
    OfficerFactory.create(email=EMAIL)
    out = StringIO()
    call_command("person", "erase", EMAIL, stdout=out)
    assert "officer has this address" in out.getvalue()


def test_of_a_stranger_there_is_nothing(host: Host) -> None:
    out = StringIO()
    call_command("person", "erase", "tak@dikenal.example", stdout=out)
    assert "Made anonymous: no visit" in out.getvalue()


PAGE = "/petugas/pengaturan/penyimpanan/surat/"


@pytest.fixture
def old(over: Visit, now: dt.datetime) -> Visit:
    """Made anonymous years ago; its letter is still there."""
    long_ago = now - dt.timedelta(days=6 * 366)
    Visit.objects.filter(pk=over.pk).update(changed_at=long_ago, erased_at=now)
    over.refresh_from_db()
    return over


def test_letters_go_only_by_a_decision_that_is_recorded(
    old: Visit,
    sign_in: SignIn,  # noqa: F811 - the fixture
    django_capture_on_commit_callbacks: object,
) -> None:
    name = old.letter_file.name or ""
    admin = sign_in("admin")
    assert old.reference in admin.get(PAGE).content.decode()
    assert admin.post(PAGE, {"visit": old.reference}).status_code == 422
    assert admin.post(PAGE, {"reason": "BA 1/2032"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        admin.post(PAGE, {"visit": old.reference, "reason": "BA 1/2032"})
    old.refresh_from_db()
    assert (old.letter_file.name, old.letter_number) == ("", "")
    assert not old.letter_file.storage.exists(name)
    receipt = Receipt.objects.get()
    assert (receipt.kind, receipt.reason) == (Receipt.Kind.LETTERS, "BA 1/2032")
    assert receipt.content == {"visits": [old.reference], "files": 1}
    assert old.reference in admin.get("/petugas/pengaturan/penyimpanan/").content.decode()


def test_a_letter_that_is_not_old_enough_cannot_be_chosen(
    over: Visit,
    sign_in: SignIn,  # noqa: F811 - the fixture
    now: dt.datetime,
) -> None:
    assert not letters.to_review(now - dt.timedelta(days=1)).exists()
    posted = {"visit": over.reference, "reason": "BA 1/2032"}
    assert sign_in("admin").post(PAGE, posted).status_code == 422
    assert Visit.objects.get().letter_file


@pytest.fixture
def corrected(room: Room, host: Host, now: dt.datetime) -> Visit:
    """A visit to come whose contact is another by now; the address first, the name later."""
    protocol = staff(UserFactory.create())
    visit = a_visit(trusted=True)
    for changes in (
        {"contact_email": "baru@solokkab.example", "contact_phone": "+628119999999"},
        {"contact_name": "Rina Baru"},
    ):
        visit = amending.amend(visit, changes=changes, by=protocol, now=now)
    return visit


def _history(visit: Visit) -> str:
    found = FieldChange.objects.filter(event__visit=visit).order_by("pk")
    return json.dumps([list(row) for row in found.values_list("field", "before", "after")])


def test_the_export_has_what_the_history_holds_of_a_former_contact(corrected: Visit) -> None:
    target = io.BytesIO()
    export(Person.find(EMAIL), target, by="Dewi", now=corrected.changed_at)
    with zipfile.ZipFile(target) as box:
        text = box.read("data.json").decode()
    told = json.loads(text)["formerly_contact_of"]
    assert [one["reference"] for one in told] == [corrected.reference]
    assert told[0]["known"]["contact_name"] == ["Budi Hartono"]
    assert told[0]["known"]["contact_email"] == [EMAIL]
    assert "Rina" not in text
    assert Opening.objects.get().reference == corrected.reference


def test_a_former_contact_is_erased_from_the_history_and_the_present_one_stays(
    corrected: Visit,
) -> None:
    before = FieldChange.objects.count()
    assert "Budi Hartono" in _history(corrected)
    out = StringIO()
    call_command("person", "erase", EMAIL, stdout=out)
    left = _history(corrected)
    assert "Budi Hartono" not in left
    assert EMAIL not in left
    assert "baru@solokkab.example" in left
    assert "Rina Baru" in left
    assert FieldChange.objects.count() == before
    corrected.refresh_from_db()
    assert (corrected.contact_name, corrected.erased_at) == ("Rina Baru", None)
    assert f"history of: {corrected.reference}" in out.getvalue()
    assert Receipt.objects.get().content["former"] == [corrected.reference]
    assert Person.find(EMAIL).former == []
