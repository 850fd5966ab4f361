"""Alarms and the dashboard ask for figures that there are, and say what to do."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from tests.stack import ROOT

PROMETHEUS = ROOT / "deploy/prometheus"
RULES: list[dict[str, Any]] = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text())["groups"][0][
    "rules"
]
DASHBOARD = json.loads((ROOT / "deploy/grafana/singgah.json").read_text())
NAME = re.compile(r"\b(?:singgah|django|process)_[a-z_]+")


def queries() -> list[str]:
    """Every query of the dashboard's panels."""
    return [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


@pytest.mark.django_db
@pytest.mark.usefixtures("solok")
def test_every_figure_that_is_asked_for_is_there(client: Client) -> None:
    client.get("/healthz/live")
    told = client.get("/metrics").content.decode()
    there = set(re.findall(r"^# TYPE (\S+) ", told, re.MULTILINE))
    asked = {
        name.removesuffix("_bucket")
        for text in [*queries(), *(rule["expr"] for rule in RULES)]
        for name in NAME.findall(text)
    }
    assert len(asked) > 10
    assert asked - there == set()


def slug(heading: str) -> str:
    """The anchor of a heading, as sites that show Markdown make it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_each_alarm_says_what_to_do_and_where_more_stands(rule: dict[str, Any]) -> None:
    said = rule["annotations"]
    assert said["summary"].endswith(".")
    assert len(said["action"]) > 30
    page, _, anchor = said["runbook_url"].partition("#")
    headings = re.findall(r"^#+ (.+)$", (ROOT / page).read_text(), re.MULTILINE)
    assert anchor in {slug(heading) for heading in headings}
    assert rule["labels"]["severity"] in ("page", "ticket")


def test_the_dashboard_is_one_that_grafana_takes() -> None:
    assert DASHBOARD["uid"] == "singgah"
    assert DASHBOARD["schemaVersion"] >= 36
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))
    known = {f"${{{one['name']}}}" for one in DASHBOARD["templating"]["list"]}
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        assert panel["datasource"]["uid"] in known, panel["title"]
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, f"{panel['title']} lies on another"
        taken |= cells


@pytest.mark.slow
@pytest.mark.needs_promtool
@pytest.mark.parametrize(
    "args", [["check", "rules", "alerts.yml"], ["test", "rules"]], ids=["form", "fire"]
)
def test_prometheus_takes_the_alarms(args: list[str]) -> None:
    if args[0] == "test":
        args = [*args, "alerts.test.yml"]
    done = subprocess.run(
        ["promtool", *args], cwd=PROMETHEUS, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.needs_promtool
def test_prometheus_understands_the_dashboards_queries(tmp_path: Path) -> None:
    rules = [
        {"record": f"asked:{number}", "expr": query.replace('=~"$instance"', '=~".+"')}
        for number, query in enumerate(queries())
    ]
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    assert shutil.which("promtool")
    done = subprocess.run(
        ["promtool", "check", "rules", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
