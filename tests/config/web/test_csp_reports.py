"""Reports of the content security policy: off by default, bounded, and one line without secrets."""

import json
from typing import Any

import pytest
import structlog
from django.test import Client
from pytest_django import Settings

from config.web import csp_reports
from tests.config.test_settings import STRONG, settings_of

pytestmark = pytest.mark.django_db
OLD = {
    "csp-report": {
        "document-uri": "https://u:p@mpp.example/k/abc?token=rahasia#x",
        "violated-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/x.js?q=rahasia",
        "line-number": 7,
    }
}
NEW = [
    {
        "type": "csp-violation",
        "url": "https://mpp.example/",
        "body": {
            "documentURL": "https://mpp.example/jadwal/?token=rahasia",
            "effectiveDirective": "img-src",
            "blockedURL": "inline",
            "sourceFile": "https://mpp.example/static/js/x.js?v=rahasia",
            "lineNumber": 12,
        },
    },
    {"type": "deprecation", "body": {"id": "x"}},
]


@pytest.fixture(autouse=True)
def _on(settings: Settings) -> None:
    settings.CSP_REPORTS, settings.THROTTLE = True, True


def sent(body: Any, kind: str, **meta: Any) -> tuple[int, list[Any]]:
    """The answer's status, and what was noted."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with structlog.testing.capture_logs() as logs:
        answer = Client(enforce_csrf_checks=True).post("/csp/", raw, content_type=kind, **meta)
    return answer.status_code, [line for line in logs if line["event"] == "csp_violation"]


def test_both_forms_are_one_line_each_without_what_may_be_secret() -> None:
    status, [old] = sent(OLD, "application/csp-report")
    assert status == 204
    assert old["page"] == "https://mpp.example/k/abc"  # the log masks tokens in paths itself
    assert (old["blocked"], old["line"]) == ("https://evil.example/x.js", "7")
    status, [new] = sent(NEW, "application/reports+json")
    assert (status, new["directive"], new["blocked"]) == (204, "img-src", "inline")
    assert "rahasia" not in str((old, new))


def test_it_is_not_there_unless_it_is_switched_on(settings: Settings) -> None:
    settings.CSP_REPORTS = False
    assert sent(OLD, "application/csp-report") == (404, [])


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/csp-report", 204),
        (b"[" * 9000, "application/csp-report", 204),
        (b"\xff", "application/csp-report", 204),
        (b"7", "application/reports+json", 204),
        ([7, {"type": "csp-violation", "body": 7}], "application/reports+json", 204),
        ({"csp-report": []}, "application/csp-report", 204),
        (OLD, "application/json", 415),
        (b"{}", "multipart/form-data; boundary=x", 415),
        (b" " * 20_000, "application/csp-report", 413),
    ],
    ids=["cut", "deep", "bytes", "number", "numbers", "list", "json", "form", "large"],
)
def test_what_is_no_report_is_not_noted(body: Any, kind: str, status: int) -> None:
    assert sent(body, kind) == (status, [])


def test_fields_are_cut_and_hold_no_line_ends() -> None:
    odd = {"documentURL": "https://x/" + "a" * 5000, "effectiveDirective": "a\nb\x1b[31m\ud800é"}
    _, [line] = sent([{"type": "csp-violation", "body": odd}] * 1, "application/reports+json")
    assert len(line["page"]) == 200
    assert line["directive"] == "ab[31m"


def test_one_network_fills_no_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csp_reports, "MOST_AN_HOUR", 3)
    report = NEW[0]
    assert len(sent([report] * 50, "application/reports+json")[1]) == 3
    assert sent([report], "application/reports+json") == (204, [])
    assert len(sent([report], "application/reports+json", REMOTE_ADDR="203.0.113.9")[1]) == 1


def test_pages_say_where_reports_go_only_where_it_is_switched_on(
    settings: Settings, tmp_path: Any
) -> None:
    assert Client().get("/metrics")["Reporting-Endpoints"].endswith('/csp/"')
    settings.CSP_REPORTS = False
    assert "Reporting-Endpoints" not in Client().get("/metrics")
    name = "CONTENT_SECURITY_POLICY"
    off = settings_of(name, tmp_path=tmp_path, SECRET_KEY=STRONG)
    on = settings_of(name, tmp_path=tmp_path, SECRET_KEY=STRONG, CSP_REPORTS="1")
    assert "report-uri" not in str(off)
    assert "'report-uri': '/csp/', 'report-to': 'csp'" in str(on)
