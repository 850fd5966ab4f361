"""docker-compose.yml: guarded, and without a secret of its own. `make lint` checks its schema."""

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.stack import compose_command, eventually, free_port

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
LASTING = ("web", "worker", "postgres", "redis", "clamav")
# Started only where .env names its profile.
CHOSEN = ("clamav",)
OURS = ("migrate", "web", "worker")


def test_all_that_production_needs_is_there() -> None:
    assert set(SERVICES) == {*LASTING, "migrate"}
    assert {n for n, service in SERVICES.items() if "profiles" in service} == set(CHOSEN)


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


def test_the_image_is_given_every_room_and_what_its_build_reads() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if "!" in line}
    rooms = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    assert rooms | {"config", "manage.py", "static", "templates", "locale"} <= let_in
    assert {"requirements/run.txt", "requirements/locked-on"} <= let_in


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
        "REDIS_URL": "REDIS_PASSWORD",
        "REDISCLI_AUTH": "REDIS_PASSWORD",
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
    for name in ("web", "worker"):
        needs = {n: d["condition"] for n, d in SERVICES[name]["depends_on"].items()}
        assert needs["migrate"] == "service_completed_successfully"
        assert "redis" in needs
    assert SERVICES["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"


# For trying out and for tests, or settled by the image.
NOT_FOR_PRODUCTION = {
    "DATA_DIR", "DEBUG", "DEMO", "DEMO_PASSWORD", "DEMO_SMTP", "THROTTLE", "WEBHOOK_LOOPBACK",
}  # fmt: skip
OF_COMPOSE_ALONE = {"POSTGRES_PASSWORD", "REDIS_PASSWORD"}


def documented() -> set[str]:
    """The variables of the table in docs/operations.md."""
    rows = re.findall(
        r"^\| (`[A-Z].*?) \|", (ROOT / "docs/operations.md").read_text(), re.MULTILINE
    )
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_what_is_documented_is_what_the_settings_read() -> None:
    settings = (ROOT / "config" / "settings.py").read_text()
    read = set(
        re.findall(r"\b(?:env\.\w+(?:, |\()|database\()\s*[\"']([A-Z][A-Z_]+)[\"']", settings)
    )
    # Each by its value or by the name of a file that holds it.
    secrets = re.findall(r"\bsecret\(\"([A-Z_]+)\"\)", settings)
    read |= {f"{name}{form}" for name in secrets for form in ("", "_FILE")}
    assert {"SECRET_KEY", "DATABASE_URL", "INBOX_URL", "NUM_PROXIES", "MFA_REQUIRED_FOR"} <= read
    assert documented() - OF_COMPOSE_ALONE == read


def test_what_is_documented_is_passed_to_every_process_of_ours() -> None:
    for name in OURS:
        passed = set(SERVICES[name]["environment"])
        assert passed - {"PORT"} == documented() - NOT_FOR_PRODUCTION - OF_COMPOSE_ALONE - {"PORT"}


def test_what_it_takes_from_outside_is_documented() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert set(re.findall(r"\$\{(\w+):", text)) <= documented()


def test_the_shipped_proxies_are_counted() -> None:
    assert SERVICES["web"]["environment"]["NUM_PROXIES"] == "${NUM_PROXIES:-1}"


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_takes_all_the_memory(name: str) -> None:
    assert re.fullmatch(r"\d+[mg]", SERVICES[name]["mem_limit"])


def test_redis_asks_for_its_password_and_its_check_knows_it(tmp_path: Path) -> None:
    if not (shutil.which("redis-server") and shutil.which("redis-cli")):
        pytest.skip("redis-server is not here")
    port = str(free_port())
    shell, option, line = SERVICES["redis"]["command"]
    line = line.replace("$$", "$").replace("--save ''", f"--save '' --port {port}")
    check = SERVICES["redis"]["healthcheck"]["test"][1].replace("redis-cli", f"redis-cli -p {port}")
    env = {"PATH": os.environ["PATH"], "REDISCLI_AUTH": "rahasia123"}
    process = subprocess.Popen([shell, option, line], cwd=tmp_path, env=env, start_new_session=True)
    try:

        def healthy(password: str) -> bool:
            with_it = {**env, "REDISCLI_AUTH": password}
            done = subprocess.run(
                ["sh", "-c", check], env=with_it, capture_output=True, check=False
            )
            return done.returncode == 0

        eventually(lambda: healthy("rahasia123"))
        assert not healthy("")
        assert not healthy("salah")
        shown = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
        assert "rahasia123" not in shown.stdout
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=10)


def test_the_tests_run_the_same_commands(tmp_path: Path) -> None:
    for name in ("web", "worker"):
        _, *words = SERVICES[name]["command"]
        _, *run = compose_command(name, tmp_path, 8123)
        differ = {word: own for word, own in zip(words, run, strict=True) if word != own}
        assert set(differ) <= {"--host=0.0.0.0", "--port=8000"}
