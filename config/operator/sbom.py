"""`make sbom`: the software bill of materials, CycloneDX 1.6 as JSON, from the lock files alone.

The same tree gives the same octets: no clock, no network, no installed package is asked. Two of
them: what runs (and what is vendored for browsers), and with --dev what builds and tests it.
"""

import argparse
import hashlib
import json
import re
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from config.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
_OURS = f"singgah@{VERSION}"
_RUN, _TABLE = "requirements/run.txt", "static/vendor/README.md"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.+?))? *\\?$")
_VIA = re.compile(r"^    #(?: via|  ) *(.*)$")
# "npm `qr` 0.7.0" in the table of vendored files.
_VENDORED = re.compile(r"npm `([^`]+)` (\d[\w.-]*)")
_LICENCES = {"SIL OFL 1.1": "OFL-1.1", "ISC": "ISC", "MIT": "MIT"}

# A component, and the names of those that need it.
_Found = Iterator[tuple[dict[str, Any], set[str]]]


def bill(root: Path = ROOT, *, dev: bool = False) -> dict[str, Any]:
    """The bill of the tree at `root`, as JSON's objects; what `dev` has is in no product."""
    locks = ["requirements/dev.txt", "tests/node/package-lock.json"] if dev else [_RUN, _TABLE]
    texts = {name: (root / name).read_text(encoding="utf-8") for name in locks}
    if dev:
        found = [*_of_python(texts[locks[0]]), *_of_npm(json.loads(texts[locks[1]]))]
    else:
        found = [*_of_python(texts[_RUN]), *_of_table(texts[_TABLE])]
    components = sorted((one for one, _ in found), key=lambda one: one["bom-ref"])
    refs = {one["name"]: one["bom-ref"] for one in components}
    # By the ref: npm has some libraries in several versions.
    needs: dict[str, set[str]] = {_OURS: set(), **{one["bom-ref"]: set() for one in components}}
    for one, by in found:
        for name in by:
            needs[refs.get(name, _OURS)].add(one["bom-ref"])
    content = {
        "metadata": {
            "timestamp": f"{(root / 'requirements/locked-on').read_text().strip()}T00:00:00Z",
            "component": {
                "type": "application", "bom-ref": _OURS, "name": "singgah", "version": VERSION,
                "licenses": [{"license": {"id": "AGPL-3.0-or-later"}}],
            },
            "properties": [
                {"name": f"singgah:sha256:{name}", "value": _digest(text)}
                for name, text in sorted(texts.items())
            ],
        },
        "components": components,
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(on)} for ref, on in sorted(needs.items())
        ],
    }  # fmt: skip
    number = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(content, sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": number.urn,
        "version": 1,
        **content,
    }


def _of_python(text: str) -> _Found:
    """Each `name==version`, and who needs it by the comments that uv writes below."""
    component: dict[str, Any] = {}
    by: set[str] = set()
    for line in text.splitlines():
        if pinned := _PINNED.match(line):
            if component:
                yield component, by
            name, version, marker = pinned.groups()
            component, by = _component("pypi", name, version), set()
            if marker:
                component["scope"] = "optional"
                component["properties"] = [{"name": "singgah:only-where", "value": marker}]
        elif (via := _VIA.match(line)) and via[1] and not via[1].startswith("-c "):
            # Our own stand with the file that names them: "singgah (pyproject.toml)".
            by.add(via[1].partition(" ")[0])
    if component:
        yield component, by


def _of_npm(lock: dict[str, Any]) -> _Found:
    """Each package of an npm lock (version 3), once, whoever needs it."""
    seen = set()
    for path, one in lock["packages"].items():
        name = path.rpartition("node_modules/")[2]
        if name and "version" in one and (name, one["version"]) not in seen:
            seen.add((name, one["version"]))
            component = _component("npm", name, one["version"])
            if "license" in one:
                component["licenses"] = [{"expression": one["license"]}]
            yield component, {"singgah"}


def _of_table(text: str) -> _Found:
    """What lies in the tree for browsers, by the table that says where it is from."""
    for line in text.splitlines():
        if found := _VENDORED.search(line):
            component = _component("npm", *found.groups())
            known = [spdx for words, spdx in _LICENCES.items() if words in line.rpartition("|")[0]]
            component["licenses"] = [{"license": {"id": spdx}} for spdx in known]
            yield component, {"singgah"}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _component(kind: str, name: str, version: str) -> dict[str, Any]:
    purl = f"pkg:{kind}/{quote(name, safe='/')}@{quote(version, safe='')}"
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}


def main() -> None:
    """Write the bill to a file, or to standard output."""
    parser = argparse.ArgumentParser(prog="make sbom", description="Write a CycloneDX bill.")
    parser.add_argument("file", nargs="?", type=Path, help="where to; none: standard output")
    parser.add_argument("--dev", action="store_true", help="of what builds and tests it")
    options = parser.parse_args()
    text = json.dumps(bill(dev=options.dev), indent=1, ensure_ascii=False) + "\n"
    if options.file is None:
        sys.stdout.write(text)
        return
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
