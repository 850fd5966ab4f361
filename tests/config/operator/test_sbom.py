"""The bill of materials: whole, the same each time, and of what really runs."""

import json
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest

from config.operator.sbom import bill
from config.version import VERSION
from tests.stack import ROOT

LOCKS = {False: "requirements/run.txt", True: "requirements/dev.txt"}


def of_python(found: dict[str, Any]) -> dict[str, str]:
    """Names and versions of the Python libraries in it."""
    return {c["name"]: c["version"] for c in found["components"] if "pkg:pypi" in c["purl"]}


@pytest.mark.parametrize("dev", [False, True], ids=["run", "dev"])
def test_every_line_of_the_lock_is_in_it_once(dev: bool) -> None:
    found = bill(dev=dev)
    locked = re.findall(r"^([^ #]\S*)==(\S+)", (ROOT / LOCKS[dev]).read_text(), re.MULTILINE)
    assert of_python(found) == dict(locked)
    refs = [component["bom-ref"] for component in found["components"]]
    assert len(refs) == len(set(refs))
    assert refs == sorted(refs)


@pytest.mark.parametrize("dev", [False, True], ids=["run", "dev"])
def test_who_needs_what_names_only_what_is_in_it_and_reaches_all(dev: bool) -> None:
    found = bill(dev=dev)
    needs = {one["ref"]: one["dependsOn"] for one in found["dependencies"]}
    refs = {component["bom-ref"] for component in found["components"]}
    assert set(needs) == refs | {f"singgah@{VERSION}"}
    reached: set[str] = set()
    todo = [f"singgah@{VERSION}"]
    while todo:
        for ref in needs[todo.pop()]:
            if ref not in reached:
                reached.add(ref)
                todo.append(ref)
    assert reached == refs


def test_what_is_installed_here_is_what_it_says() -> None:
    installed = {d.metadata["Name"].lower().replace("_", "-"): d.version for d in distributions()}
    said = of_python(bill())
    assert {"django", "celery", "psycopg"} <= set(said)
    wrong = {n: (v, installed[n]) for n, v in said.items() if installed.get(n, v) != v}
    assert wrong == {}


def test_what_is_vendored_for_browsers_is_in_it_with_its_licence() -> None:
    [qr] = [c for c in bill()["components"] if c["purl"].startswith("pkg:npm/qr@")]
    assert qr["licenses"] == [{"license": {"id": "MIT"}}]
    assert any(c["purl"].startswith("pkg:npm/%40stoplight/") for c in bill(dev=True)["components"])


def test_the_same_tree_gives_the_same_octets_and_another_lock_another_number(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "config.operator.sbom"]
    written = tmp_path / "a" / "bill.json"
    subprocess.run([*command, str(written)], cwd=ROOT, check=True)
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    assert written.read_bytes() == printed
    found = json.loads(printed)
    assert (found["bomFormat"], found["specVersion"], found["version"]) == ("CycloneDX", "1.6", 1)
    for name in ("requirements/run.txt", "requirements/locked-on", "static/vendor/README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text())
    assert bill(tmp_path)["serialNumber"] == found["serialNumber"]
    lock = tmp_path / "requirements/run.txt"
    lock.write_text(lock.read_text().replace("authres==1.2.0", "authres==1.2.1"))
    assert bill(tmp_path)["serialNumber"] != found["serialNumber"]
