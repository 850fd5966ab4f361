"""Which e-mail addresses are taken, and how they stand in a link."""

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from visits.language.emails import check_mailable, is_mailable, mail_address, mailto

GOOD = [
    "siti@solokkab.go.id", "siti.a+mpp@example.id", "o'brien@example.id", "a_b-c@example.id",
    "x@münchen.example", "SITI@Example.ID", "a%b@example.id", "a/b=c@example.id",
]  # fmt: skip
BAD = [
    '"<script>alert(1)</script>"@example.id', '"a b"@example.id', '"a"@example.id',
    "a b@example.id", "a..b@example.id", ".a@example.id", "a.@example.id", "a@[127.0.0.1]",
    "sité@example.id", "a@", "@example.id", "a@b@example.id", "a@example.id\r\nBcc: b@c.id",
    "a@exam ple.id", f"{'a' * 65}@example.id", f"a@{'b' * 64}.example", "a@.example", "a<b@c.id",
    "a(b)@example.id", "a,b@example.id", "a@example.id,", "",
]  # fmt: skip


@pytest.mark.parametrize("address", GOOD)
def test_what_mail_carries_is_taken(address: str) -> None:
    check_mailable(address)


@pytest.mark.parametrize("address", BAD)
def test_what_mail_cannot_carry_is_refused(address: str) -> None:
    assert not is_mailable(address)
    refusals = 0
    for check in (validate_email, check_mailable):
        try:
            check(address)
        except ValidationError:
            refusals += 1
    assert refusals == 1
    with pytest.raises(ValueError, match="not a plain"):
        mailto(address)


def test_a_link_to_write_to_follows_rfc_6068() -> None:
    assert mailto("Siti.A+mpp@Example.id") == "mailto:siti.a+mpp@example.id"
    assert mailto("a%b@example.id") == "mailto:a%25b@example.id"
    assert mailto("a&b=c?d/e@example.id") == "mailto:a%26b%3Dc%3Fd%2Fe@example.id"
    assert mailto("x@münchen.example") == "mailto:x@xn--mnchen-3ya.example"
    assert mailto("a@example.id", "ST 1 & 2?=#\r\nBcc: x@y.id") == (
        "mailto:a@example.id?subject=ST%201%20%26%202%3F%3D%23%0D%0ABcc%3A%20x%40y.id"
    )


def test_an_address_without_a_form_for_mail_stays_as_it_is() -> None:
    assert mail_address("a@" + "b" * 64 + ".example") == "a@" + "b" * 64 + ".example"
    assert mail_address("") == ""


BUDI = "budi@solokkab.example"
LOOKS_THE_SAME = [
    " budi@solokkab.example ", "Budi@SolokKab.Example", "budi\u200b@solokkab.example",
    "\ufeffbudi@solokkab.example", "bu\u00addi@solokkab.example", "budi@solokkab.example\u200f",
    "\u202abudi@solokkab.example\u202c", "budi\u00a0@solokkab.example",
    "budi@solok\u2060kab.example",
    "budi\u200d@solokkab.example", "budi＠solokkab.example", "budi@solokkab．example",
    "budi@solokkab。example", "ｂｕｄｉ@solokkab.example", "budi@solokkab.example.",
    "budi@solokkab.example\u3000", "budi\u3164@solokkab.example", "b\ufe0fudi@solokkab.example",
]  # fmt: skip


@pytest.mark.parametrize("typed", LOOKS_THE_SAME)
def test_addresses_that_look_the_same_are_the_same(typed: str) -> None:
    assert mail_address(typed) == BUDI


@pytest.mark.parametrize(
    "typed",
    ["x@münchen.example", "x@MÜNCHEN.example", "x@mu\u0308nchen.example",
     "x@xn--mnchen-3ya.example",
     "x@XN--MNCHEN-3YA.example.", "x@münchen．example"],
)  # fmt: skip
def test_a_domain_has_one_form(typed: str) -> None:
    assert mail_address(typed) == "x@xn--mnchen-3ya.example"


def test_a_blank_that_is_seen_is_no_slip_to_be_guessed_away() -> None:
    assert mail_address("bu di@solokkab.example") == "bu di@solokkab.example"
    assert not is_mailable("bu di@solokkab.example")
