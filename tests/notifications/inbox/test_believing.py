"""Whom a mail is believed to be from: by the grammar of RFC 8601, never by a word in it."""

import datetime as dt
from email import message_from_string

import pytest

from notifications.inbox.believing import NAMELESS, Belief, Trust, belief_in

SENDER = "rina@batam.example"
OURS = "mx.kita.example"
PROVEN, FORGED, UNKNOWN = Belief


def belief(
    *results: str, trust: Trust | None = None, sender: str = SENDER, more: str = ""
) -> Belief:
    """What comes of a mail with those headers, the service's own on top."""
    heads = "".join(f"Authentication-Results: {result}\n" for result in results)
    mail = message_from_string(f"{heads}{more}From: <{sender}>\n\nHalo")
    return belief_in(mail, sender, trust or Trust(service=OURS))


PASS = f"{OURS}; dmarc=pass (p=reject dis=none) header.from=batam.example"


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([], UNKNOWN),
        ([PASS], PROVEN),
        ([PASS.replace("mx.kita", "MX.Kita").replace("dmarc=pass", "DMARC=Pass")], PROVEN),
        ([f"{PASS};"], PROVEN),
        ([f"{OURS}; spf=pass smtp.mailfrom=x@a.example", PASS], PROVEN),
        ([f"{OURS} 1; dmarc = pass header.from = batam.example"], PROVEN),
        # Below the first of another service anybody may have written.
        (["mx.lain.example; dmarc=pass", PASS], UNKNOWN),
        ([f"{OURS}; dmarc=fail header.from=batam.example", PASS], FORGED),
        ([PASS, f"{OURS}; dmarc=fail header.from=batam.example"], FORGED),
        ([f"{OURS}; dmarc=pass header.from=jahat.example"], UNKNOWN),
        ([f"{OURS}; dmarc=none; dkim=pass header.d=batam.example"], UNKNOWN),
        ([f"{OURS}; dkim=pass header.i=@batam.example; spf=pass"], UNKNOWN),
        ([f"{OURS}; none"], UNKNOWN),
        ([f"{OURS}; dmarc=pass (never closed header.from=batam.example"], UNKNOWN),
        (["", PASS], UNKNOWN),
        (["x" * 5000, PASS], UNKNOWN),
    ],
)
def test_only_a_result_of_the_named_service_counts(results: list[str], expected: Belief) -> None:
    assert belief(*results) is expected


@pytest.mark.parametrize(
    "written",
    [
        "spf=pass smtp.mailfrom=dmarc=pass@jahat.example",
        'spf=pass smtp.mailfrom="dmarc=pass; dmarc=pass"@jahat.example',
        "spf=pass (a (b; dmarc=pass) c) smtp.mailfrom=x@jahat.example",
        'dkim=pass header.i="x; dmarc=pass header.from=batam.example"@jahat.example',
        'dkim=pass reason="good; dmarc=pass" header.d=jahat.example',
        "dkim=none (dmarc=pass)",
    ],
)
def test_what_a_sender_can_write_decides_nothing(written: str) -> None:
    assert belief(f"{OURS}; {written}; dmarc=none") is UNKNOWN
    assert belief(f"{OURS}; {written}; dmarc=fail header.from=batam.example") is FORGED
    assert belief(f"{OURS}; dmarc=fail header.from=batam.example; {written}") is FORGED


def test_the_case_that_was_got_round_is_forged() -> None:
    mail = message_from_string(CASE_14)
    for trust in (Trust(service="mx.mpp-batam.example"), Trust()):
        assert belief_in(mail, "maria@mpp-batam.example", trust) is FORGED


CASE_14 = (
    "Authentication-Results: mx.mpp-batam.example; spf=pass smtp.mailfrom=dmarc=pass@evil.example; "
    "dkim=none; dmarc=fail (p=none) header.from=mpp-batam.example\n"
    "From: <maria@mpp-batam.example>\n\nHalo"
)


@pytest.mark.parametrize(
    ("method", "result", "expected"),
    [
        ("dkim", "dkim=pass header.d=batam.example", PROVEN),
        ("dkim", "dkim=pass header.i=@batam.example header.s=a", PROVEN),
        ("dkim", "dkim=pass header.d=jahat.example", UNKNOWN),
        ("dkim", "dkim=pass header.d=ambatam.example", UNKNOWN),
        ("dkim", "dkim=pass header.d=batam.example; dmarc=fail header.from=batam.example", FORGED),
        ("spf", "spf=pass smtp.mailfrom=x@batam.example", PROVEN),
        ("spf", "spf=pass smtp.mailfrom=batam.example@jahat.example", UNKNOWN),
        ("spf", "spf=pass smtp.helo=batam.example", UNKNOWN),
        ("auth", f"auth=pass smtp.auth={SENDER}", PROVEN),
        ("auth", "auth=pass smtp.auth=budi@batam.example", UNKNOWN),
        ("auth", "auth=pass smtp.auth=rina", UNKNOWN),
    ],
)
def test_other_methods_count_where_they_are_named_and_speak_for_the_sender(
    method: str, result: str, expected: Belief
) -> None:
    named = Trust(service=OURS, methods=frozenset({"dmarc", method}))
    assert belief(f"{OURS}; {result}", trust=named) is expected
    if expected is PROVEN:
        assert belief(f"{OURS}; {result}") is UNKNOWN


MICROSOFT = (
    "spf=pass (sender IP is 203.0.113.4) smtp.mailfrom=batam.example; dkim=pass (signature was "
    "verified) header.d=batam.example;dmarc=pass action=none header.from=batam.example;"
    "compauth=pass reason=100"
)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([MICROSOFT], PROVEN),
        ([MICROSOFT.replace("dmarc=pass action=none", "dmarc=fail action=oreject")], FORGED),
        ([PASS], UNKNOWN),
        ([PASS, MICROSOFT], UNKNOWN),
        ([MICROSOFT.replace("dmarc=pass", "dmarc=none"), MICROSOFT], UNKNOWN),
    ],
)
def test_a_service_that_writes_no_name_is_named_by_a_word(
    results: list[str], expected: Belief
) -> None:
    assert belief(*results, trust=Trust(service=NAMELESS)) is expected
    assert belief(MICROSOFT) is UNKNOWN


def arc(*, seal: str = "lists.example", seen: str = "dmarc=pass header.from=batam.example") -> str:
    """What a list adds that changed a mail, with an earlier seal of somebody else."""
    return (
        f"ARC-Seal: i=2; a=rsa-sha256; t=1; cv=pass; d={seal}; s=a; b=x\n"
        "ARC-Seal: i=1; a=rsa-sha256; t=1; cv=none; d=lain.example; s=a; b=x\n"
        f"ARC-Authentication-Results: i=2; mx.lists.example; {seen}\n"
        "ARC-Authentication-Results: i=1; mx.lain.example; dmarc=none\n"
    )


LISTED = f"{OURS}; dmarc=fail header.from=batam.example; arc=pass smtp.remote-ip=203.0.113.9"


@pytest.mark.parametrize(
    ("results", "sealed", "expected"),
    [
        (LISTED, arc(), PROVEN),
        (LISTED.replace("arc=pass", "arc=fail"), arc(), FORGED),
        (LISTED, arc(seal="jahat.example"), FORGED),
        (LISTED, arc(seen="dmarc=fail header.from=batam.example"), FORGED),
        (LISTED, arc(seen="dmarc=pass header.from=jahat.example"), FORGED),
        (LISTED, "", FORGED),
    ],
)
def test_a_sealer_that_is_trusted_speaks_for_what_a_list_changed(
    results: str, sealed: str, expected: Belief
) -> None:
    trust = Trust(OURS, frozenset({"dmarc", "arc"}), frozenset({"lists.example"}))
    assert belief(results, trust=trust, more=sealed) is expected
    assert belief(results, more=sealed) is FORGED


def test_without_a_named_service_nobody_is_proven_and_a_failure_still_counts() -> None:
    assert belief(PASS, trust=Trust()) is UNKNOWN
    assert belief(PASS, "mx.lain.example; dmarc=fail header.from=x", trust=Trust()) is FORGED


def test_a_thousand_headers_cost_little() -> None:
    began = dt.datetime.now(dt.UTC)
    belief(*[f"{OURS}; {'(' * 900}"] * 1000)
    assert dt.datetime.now(dt.UTC) - began < dt.timedelta(seconds=5)
