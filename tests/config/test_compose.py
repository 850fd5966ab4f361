"""docker-compose.yml: guarded, and without a secret of its own. `make lint` checks its schema."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.stack import compose_command

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
LASTING = ("web", "worker", "beat", "postgres", "redis")
OURS = ("migrate", "web", "worker", "beat")


def test_all_that_production_needs_is_there() -> None:
    assert set(SERVICES) == {*LASTING, "migrate"}


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_watched_and_started_again(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] in ("CMD", "CMD-SHELL")
    assert {"interval", "timeout"} <= set(check)
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", OURS)
def test_ours_run_without_privileges(name: str) -> None:
    service = SERVICES[name]
    assert service["build"] == "."
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["read_only"] is True
    assert "user" not in service  # the image's own stands
    assert not service.get("privileged")


def test_the_image_ends_as_another_user_than_root() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    (user,) = re.findall(r"^USER (\S+)$", dockerfile, re.MULTILINE)
    uid = re.search(rf"useradd .*--uid (\d+) .*\b{user}\b", dockerfile)
    assert uid
    assert int(uid[1]) > 0


def test_data_lie_in_named_volumes() -> None:
    mounted = [v for s in SERVICES.values() for v in s.get("volumes", [])]
    assert {v.split(":")[0] for v in mounted} == set(COMPOSE["volumes"])
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql/data"]


def test_every_secret_comes_from_outside_and_is_demanded() -> None:
    demanded = {
        "SECRET_KEY": "SECRET_KEY",
        "EMAIL_URL": "EMAIL_URL",
        "DATABASE_URL": "POSTGRES_PASSWORD",
        "POSTGRES_PASSWORD": "POSTGRES_PASSWORD",
    }
    found = set()
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if name in demanded:
                assert f"${{{demanded[name]}:?" in value
                found.add(name)
            elif re.search("KEY|TOKEN|SECRET|PASSWORD", name):
                assert value == f"${{{name}:-}}"
    assert found == set(demanded)


def test_only_the_proxy_on_this_machine_gets_in() -> None:
    ports = {name: s["ports"] for name, s in SERVICES.items() if "ports" in s}
    assert ports == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_nothing_starts_before_what_it_needs() -> None:
    for name in ("web", "worker", "beat"):
        needs = {n: d["condition"] for n, d in SERVICES[name]["depends_on"].items()}
        assert needs["migrate"] == "service_completed_successfully"
        assert "redis" in needs
    assert SERVICES["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"


def test_every_variable_it_reads_is_documented() -> None:
    read = set(re.findall(r"\$\{(\w+):", (ROOT / "docker-compose.yml").read_text()))
    documented = (ROOT / "docs" / "operations.md").read_text()
    assert {name for name in read if f"`{name}`" not in documented} == set()


def test_the_tests_run_the_same_commands(tmp_path: Path) -> None:
    for name in ("web", "worker", "beat"):
        _, *words = SERVICES[name]["command"]
        _, _, _, *run = compose_command(name, tmp_path, 8123)
        differ = {word: own for word, own in zip(words, run, strict=True) if word != own}
        assert set(differ) <= {"--host=0.0.0.0", "--port=8000", "/data/beat-schedule"}
