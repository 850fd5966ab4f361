"""Whom a request comes from: one setting, and the same address for everybody who asks."""

from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle

from config.web.proxies import PROXIED, ProxiesMiddleware
from visits.access.networks import network, network_of

PEER = "10.0.0.9"


def arrived(**meta: str) -> HttpRequest:
    """The request as views see it."""
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    ProxiesMiddleware(view)(RequestFactory().get("/", **{"REMOTE_ADDR": PEER, **meta}))  # type: ignore[arg-type]
    return seen[0]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (0, "203.0.113.1", PEER),
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "198.51.100.7, 203.0.113.1", "203.0.113.1"),
        (2, "198.51.100.7, 203.0.113.1,10.0.0.1", "203.0.113.1"),
        (2, "203.0.113.1", "203.0.113.1"),
        (1, "203.0.113.1:4711", "203.0.113.1"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "::ffff:203.0.113.1", "203.0.113.1"),
        (1, "", PEER),
        (1, "unknown", PEER),
        (1, "203.0.113.1, ", PEER),
    ],
)
def test_only_what_our_proxies_added_counts_and_for_everybody(
    settings: Settings, proxies: int, forwarded: str, client: str
) -> None:
    settings.NUM_PROXIES = proxies
    request = arrived(HTTP_X_FORWARDED_FOR=forwarded)
    assert request.META["REMOTE_ADDR"] == client
    assert network_of(request) == network(client)
    assert get_adapter().get_client_ip(request) == client
    assert AnonRateThrottle().get_ident(Request(request)) == client


@pytest.mark.parametrize("proxies", [0, 1])
def test_no_header_that_names_a_client_gets_past(settings: Settings, proxies: int) -> None:
    settings.NUM_PROXIES = proxies
    names = "X_FORWARDED_FOR X_FORWARDED_HOST X_FORWARDED_PORT X_REAL_IP FORWARDED CF_CONNECTING_IP"
    request = arrived(**{f"HTTP_{name}": "203.0.113.1" for name in names.split()})
    assert not [name for name in request.META if name.startswith("HTTP_") and "COOKIE" not in name]
    assert request.META[PROXIED]
    assert not arrived().META[PROXIED]


@pytest.mark.parametrize(("proxies", "secure"), [(0, False), (1, True)])
def test_https_is_believed_of_a_proxy_alone(settings: Settings, proxies: int, secure: bool) -> None:
    settings.NUM_PROXIES = proxies
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert arrived(HTTP_X_FORWARDED_PROTO="https").is_secure() is secure


def test_ipv4_seen_through_ipv6_is_no_single_network() -> None:
    assert network("::ffff:203.0.113.1") == "203.0.113.1"
    assert network("::ffff:203.0.113.2") == "203.0.113.2"
    assert network("2001:db8:0:1::1") == network("2001:db8:0:1:ffff::2") == "2001:db8:0:1::/64"
    assert network("nonsense") == network("") == "unknown"


def test_nothing_but_the_number_of_the_request_comes_before_it(settings: Settings) -> None:
    order: Any = settings.MIDDLEWARE
    assert order[:2] == [
        "config.logs.requests.RequestIdMiddleware",
        "config.web.proxies.ProxiesMiddleware",
    ]
