"""Write docs/openapi.yaml, unless old programs would break: `make openapi`.

`BREAKING=1` writes it all the same; then the change belongs into the next version of the API.
"""

import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

import django
import yaml

from tests.visits.api.schema.compatibility import breaking_changes

FILE = Path(__file__).resolve().parents[4] / "docs" / "openapi.yaml"


@cache
def generated() -> str:
    """The description as the code gives it, in YAML; in English, whatever language is active."""
    from django.utils import translation
    from drf_spectacular.generators import SchemaGenerator
    from drf_spectacular.renderers import OpenApiYamlRenderer

    with translation.override("en"):
        schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return str(OpenApiYamlRenderer().render(schema, renderer_context={}).decode())


def committed() -> dict[str, Any]:
    """The description as programs know it."""
    return read(FILE.read_text())


def read(text: str) -> dict[str, Any]:
    """What that YAML says; by the reader in C, ten times as quick with ten thousand lines."""
    found: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found


def main() -> int:
    """0 where it was written."""
    text = generated()
    breaking = breaking_changes(committed(), read(text)) if FILE.exists() else []
    if breaking and os.environ.get("BREAKING") != "1":
        print("Programs that were written against docs/openapi.yaml would break:")  # noqa: T201
        print(*breaking, sep="\n")  # noqa: T201
        return 1
    FILE.write_text(text)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    sys.exit(main())
