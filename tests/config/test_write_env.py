"""`make env`: a file that production starts with, whose secrets are made once."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.write_env import QUESTIONS, SECRETS, NotUsable, Question, read_env, write
from tests.stack import ROOT


def test_asking_nothing_writes_what_settings_and_compose_demand(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    command = [sys.executable, "-m", "config.write_env", "--defaults", "--file", str(file)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    known = read_env(file.read_text())
    assert {*SECRETS, "BASE_URL", "EMAIL_URL", "ALLOWED_HOSTS"} <= set(known)
    env = {k: v for k, v in os.environ.items() if k not in ("DEMO", "DATABASE_URL", "REDIS_URL")}
    env |= {**known, "DATA_DIR": str(tmp_path / "var")}
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "-v0"],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr


def test_what_there_is_stays_and_only_what_lacks_is_added(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# ours\nSECRET_KEY=abc\nEMAIL_URL='smtp://mail:25'\nREDIS_PASSWORD=")
    asked: list[str] = []

    def answer(question: Question) -> str:
        asked.append(question.name)
        return {"BASE_URL": "https://kunjungan.batam.go.id"}.get(question.name, "")

    added = write(file, answer)
    text = file.read_text()
    assert text.startswith("# ours\nSECRET_KEY=abc\nEMAIL_URL='smtp://mail:25'\n")
    assert "SECRET_KEY" not in added
    assert asked == ["BASE_URL", "INBOX_URL"]
    assert read_env(text)["ALLOWED_HOSTS"] == "kunjungan.batam.go.id"
    assert len(read_env(text)["REDIS_PASSWORD"]) == 40
    assert write(file, answer) == [], "an empty answer is one too"
    assert file.read_text() == text


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("BASE_URL", "ftp://mpp.go.id"),
        ("BASE_URL", "https://mpp.go.id/kunjungan"),
        ("EMAIL_URL", "mail.go.id"),
        ("EMAIL_URL", "https://mail.go.id"),
        ("INBOX_URL", "pop3://mail.go.id"),
    ],
)
def test_an_answer_that_cannot_work_is_asked_again(name: str, typed: str) -> None:
    (question,) = (q for q in QUESTIONS if q.name == name)
    with pytest.raises(NotUsable):
        question.check(typed)
