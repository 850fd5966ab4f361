"""Where webhooks may not lead."""

import ipaddress
import socket
import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from pytest_django import Settings

from notifications import public_addresses
from notifications.models.webhooks import Webhook
from notifications.public_addresses import (
    Forbidden,
    addresses_of,
    check_to_be_set,
    check_url,
    is_public,
)
from notifications.webhooks.transport import post


@pytest.fixture(autouse=True)
def _for_real(settings: Settings) -> None:
    settings.DEMO = False
    settings.WEBHOOK_LOOPBACK = False


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.2.1", "198.18.0.1", "224.0.0.1",
        "239.1.1.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.0.0.192",
        "::", "::1", "fe80::1", "fe80::1%lo", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1",
        "2002:7f00:1::", "2001::1", "fec0::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_out_in_the_world(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "203.160.128.3", "2606:4700::1111", "2404:8000::1"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://portal.example/", "ftp://portal.example/", "//portal.example/", "portal.example",
        "https:///hook", "https://user@portal.example/", "https://user:pw@portal.example/",
        "https://portal.example/#x", "https://portal.example:99999/", "https://portal.example:x/",
        "https://portal.example/a b", "https://portal.example/\r\nHost: x", "https://pörtal.example/",
        "https://[::1/", "javascript:alert(1)", "file:///etc/passwd", "",
    ],
)  # fmt: skip
def test_addresses_that_are_none_are_refused_when_they_are_set(url: str) -> None:
    with pytest.raises(Forbidden):
        check_url(url)
    with pytest.raises(ValidationError):
        Webhook(name="x", url=url).full_clean(exclude=["uid"])


def test_an_address_in_parts() -> None:
    target = check_url("https://portal.example/hook?a=b")
    assert (target.secure, target.host, target.port, target.path) == (
        True, "portal.example", 443, "/hook?a=b",
    )  # fmt: skip
    assert check_url("https://portal.example:8443").path == "/"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "localhost", "[::1]", "[::ffff:7f00:1]"]
)
def test_other_ways_to_write_our_own_machine(host: str) -> None:
    with pytest.raises((Forbidden, OSError)):
        addresses_of(check_url(f"https://{host}/"))


# Written as a stranger would try it; none needs a lookup to be known.
INSIDE = [
    "127.0.0.1", "127.0.0.1.", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "0",
    "169.254.169.254", "2852039166", "10.0.0.7", "192.168.1.1", "100.64.0.1", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fd00::7]",
    "[fe80::1]", "168.63.129.16", "localhost", "LOCALHOST.", "redis.localhost", "printer.local",
    "metadata.google.internal", "nas.home.arpa", "redis", "postgres.",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_what_leads_inside_is_refused_with_its_reason_when_it_is_set(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = socket.getaddrinfo

    def numbers_alone(name: str, port: int | None, **more: Any) -> list[Any]:
        assert more.get("flags") == socket.AI_NUMERICHOST, "no lookup is needed"
        return resolve(name, port, **more)

    monkeypatch.setattr(public_addresses.socket, "getaddrinfo", numbers_alone)
    with pytest.raises(Forbidden, match=r"no public address|within a network|publik|jaringan"):
        check_to_be_set(f"https://{host}/hook")


@pytest.mark.parametrize(
    "url",
    [
        "https://portal.example@127.0.0.1/", "https://@127.0.0.1/", "https://:@portal.example/",
        "https://127.0.0.1\\@portal.example/", "https://portal.example\\.x/",
        "https://%31%32%37.0.0.1/", "https://127.0.0.1%2f.portal.example/", "https://[fe80::1%25lo]/",
        "https://portal.example,127.0.0.1/", "https://127。0。0。1/", "https://①②⑦.0.0.1/",
        "https://{portal}.example/",
    ],
)  # fmt: skip
def test_a_host_that_readers_of_addresses_might_take_for_another_is_none(url: str) -> None:
    with pytest.raises(Forbidden):
        check_to_be_set(url)


def test_a_name_that_leads_inside_now_is_refused_when_it_is_set_and_one_that_is_unknown_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = {"inside.example": ["203.160.128.3", "10.0.0.7"], "portal.example": ["203.160.128.3"]}

    def getaddrinfo(host: str, port: int | None, **more: Any) -> list[Any]:
        if more.get("flags") or host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in known[host]]

    monkeypatch.setattr(public_addresses.socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(Forbidden, match=r"inside\.example .*10\.0\.0\.7"):
        check_to_be_set("https://inside.example/")
    assert check_to_be_set("https://portal.example/").host == "portal.example"
    assert check_to_be_set("https://tomorrow.example/").host == "tomorrow.example"


def test_whoever_sets_an_address_does_not_wait_for_a_silent_name_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on = threading.Event()

    def getaddrinfo(host: str, port: int | None, **more: Any) -> list[Any]:
        if not more.get("flags"):
            go_on.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "silent")

    monkeypatch.setattr(public_addresses.socket, "getaddrinfo", getaddrinfo)
    try:
        assert check_to_be_set("https://portal.example/", seconds=0.05).host == "portal.example"
    finally:
        go_on.set()


def _names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **_more: Any) -> list[Any]:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    monkeypatch.setattr(public_addresses.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_one_inner_address_among_public_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _names(monkeypatch, ["8.8.8.8", "10.0.0.7"])
    with pytest.raises(Forbidden):
        addresses_of(check_url("https://portal.example/"))


def test_a_name_is_resolved_once_and_the_connection_goes_to_what_was_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The second answer is the attack: a name that leads inside as soon as it has been judged.
    asked = _names(monkeypatch, ["203.160.128.3"], ["127.0.0.1"])
    connected: list[str] = []

    def create_connection(address: tuple[str, int], **_more: Any) -> Any:
        connected.append(address[0])
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr("visits.access.wire.socket.create_connection", create_connection)
    answer = post("https://portal.example/", b"{}", {})
    assert (asked, connected) == (["portal.example"], ["203.160.128.3"])
    assert (answer.ok, answer.status) == (False, None)


def test_what_is_refused_is_not_even_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    _names(monkeypatch, ["169.254.169.254"])
    monkeypatch.setattr("visits.access.wire.socket.create_connection", None)
    answer = post("https://metadata.example/latest/", b"{}", {})
    assert (answer.ok, answer.status) == (False, None)
    assert answer.words


def test_a_demo_calls_nobody_outside(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    _names(monkeypatch, ["8.8.8.8"])
    with pytest.raises(Forbidden):
        addresses_of(check_url("https://portal.example/"))


def test_loopback_needs_both_the_demo_and_the_allowance(settings: Settings) -> None:
    settings.WEBHOOK_LOOPBACK = True
    with pytest.raises(Forbidden):
        check_url("http://127.0.0.1:9/")
    settings.DEMO = True
    assert addresses_of(check_url("http://127.0.0.1:9/")) == ["127.0.0.1"]
